"""The gates in order, each with its published figure and the exercises that it calls."""

from __future__ import annotations

from functools import cache

from grader.lab.gates import autograd, engine, gradient_checks, optimizer, parity, training
from grader.lab.gates.gate import Gate

LAYERS = ("Linear", "LayerNorm", "Embedding", "MLP", "MultiHeadAttention", "TransformerBlock")


@cache
def all_gates() -> tuple[Gate, ...]:
    """Return the gates in the order in which they are run."""
    ops = tuple(exercise.name for exercise in gradient_checks.gpt2_ops())
    return (
        Gate(
            "gradient checks",
            "92 of 92 pass, largest relative error about 1e-5; the `+=` embedding fails by more than 1",
            (*ops, "gradient_check"),
            gradient_checks.gradient_checks,
        ),
        Gate(
            "fused and composed",
            "softmax-CE: forward 2e-16, gradient 7e-18",
            ("softmax", "cross_entropy", "softmax_cross_entropy"),
            gradient_checks.fused_and_composed,
        ),
        Gate(
            "autograd and closures",
            "all op gradients bit-identical, the tied embedding to 1e-17",
            (*ops, "Tensor"),
            autograd.autograd_and_closures,
        ),
        Gate("accumulation", "x + x → 2, diamond → 5, x * x → 2x", ("Tensor",), autograd.accumulation),
        Gate(
            "layer parity",
            "45 of 45: forward within 1e-5, gradients within 1e-4 relative; reached 1e-14",
            LAYERS,
            parity.layer_parity,
            needs_torch=True,
        ),
        Gate(
            "model parity",
            "29 of 29 (logits, loss, every parameter)",
            ("GPTConfig", "GPT"),
            parity.model_parity,
            needs_torch=True,
        ),
        Gate(
            "optimizer parity",
            "30 of 30 steps within 1e-6 in three settings; reached 2e-18",
            ("Tensor", "AdamW"),
            optimizer.optimizer_parity,
            needs_torch=True,
        ),
        Gate(
            "one training step",
            "27 of 27 parameters within 1e-5",
            ("GPTConfig", "GPT", "clip_grad_norm", "AdamW"),
            optimizer.one_training_step,
            needs_torch=True,
        ),
        Gate("overfit", "4.84 → 0.001 in 500 steps", ("GPTConfig", "GPT", "AdamW"), training.overfit),
        Gate(
            "training curve",
            "|Δloss| < 0.05 at each of 100 steps; reached 6e-3",
            ("GPTConfig", "GPT", "AdamW", "get_lr", "train"),
            training.training_curve,
            needs_torch=True,
            needs_data=True,
            has_curve=True,
        ),
        Gate(
            "engine",
            "none: our own part 15 is to be the plain GPT-2 to 1e-10",
            ("GPTConfig", "GPT", "AdamW", "FastGPT2"),
            engine.engine_parity,
        ),
        Gate(
            "benchmark",
            "WikiText-103 perplexity 26.57, LAMBADA 21.67 and 38.00 %",
            skip_reason="needs the 124M weights: not run here",
        ),
    )
