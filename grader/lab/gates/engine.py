"""The gate on part 15: the fast engine is the plain GPT-2, number for number, and trains as it does."""

from __future__ import annotations

import numpy as np

from grader.lab.gates.differences import first_of, number, relatively
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.parity import EXTRA, SMALL, randomize
from grader.lab.gates.run_gates import GateResult
from grader.lab.model.piece_set import parameter_gradients, parameter_values, parameters

STEPS, WITHIN = 3, 1e-10
ADAMW = {"lr": 1e-3, "betas": (0.9, 0.95), "eps": 1e-8, "weight_decay": 0.1}
BATCH, LENGTH = 3, 61
"""No multiple of any block or chunk of the engine's."""


def engine(context: GateContext) -> GateResult:
    """Compare the engine's logits, loss and gradients with the plain model's, and both after three steps of AdamW."""
    own = context.own
    context.on_progress("engine, building", 0, STEPS + 1)
    plain = own.GPT(own.GPTConfig(**SMALL))
    tensors = parameters(plain)
    rng = np.random.default_rng(2)
    start = randomize(tensors, rng, std=0.05)
    ids, targets = rng.integers(SMALL["vocab_size"], size=(2, BATCH, LENGTH))  # (B, T) each
    targets[:, ::7] = -1  # which do not count

    off: dict[str, float] = {}
    fast = own.FastGPT2(start, SMALL["n_head"], EXTRA["gelu"], EXTRA["eps"])
    # The engine's arrays are used again by its next call: each is held against the plain one before that.
    off["logits"] = relatively(fast.logits(ids), plain.logits(ids).data)
    optimizer = own.AdamW(plain.parameters(), **ADAMW)
    for step in range(1, STEPS + 1):
        context.on_progress(f"engine, step {step}", step, STEPS + 1)
        optimizer.zero_grad()
        loss = plain.loss(ids, targets)
        loss.backward()
        if step == 1:
            fast_loss, found = fast.loss_and_gradients(ids, targets)
            theirs = parameter_gradients(tensors)
            off |= {f"gradient of {name}": relatively(found.get(name), theirs[name]) for name in theirs}
            off["loss"] = relatively(fast_loss, loss.data)
        off[f"loss of step {step}"] = relatively(fast.step(ids, targets, **ADAMW), loss.data)
        optimizer.step()
    after = parameter_values(plain)
    off |= {f"{name} after {STEPS} steps": relatively(start[name], after[name]) for name in after}
    return _judge(off, len(after))


def _judge(off: dict[str, float], count: int) -> GateResult:
    wrong = [f"{name} is off by {number(far)}" for name, far in off.items() if not far < WITHIN]
    worst = {
        "logits": off["logits"],
        "loss": max(far for name, far in off.items() if name.startswith("loss")),
        "gradients": max(far for name, far in off.items() if name.startswith("gradient")),
        "parameters": max(far for name, far in off.items() if name.endswith("steps")),
    }
    return GateResult(
        not wrong,
        f"{len(off) - len(wrong)} of {len(off)}: "
        f"{', '.join(f'{name} {number(far)}' for name, far in worst.items())}; passes below {number(WITHIN)}",
        f"logits, loss, the gradients of {count} parameters, the losses of {STEPS} steps of AdamW and the parameters "
        f"after them, FastGPT2 against GPT and AdamW: the model of the gate model parity, {BATCH} sequences of "
        f"{LENGTH}, some tokens not counted, float64; each relative to the largest entry",
        first_of(wrong),
        {"count": len(off), "passed": len(off) - len(wrong), **worst},
    )
