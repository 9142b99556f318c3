"""Gates on the Tensor: its gradients are the closures' own, and what arrives twice is added up."""

from __future__ import annotations

import numpy as np

from grader.lab.gates.differences import apart, first_of, number
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.gradient_checks import ops
from grader.lab.gates.run_gates import GateResult

TIED = 1e-17


def autograd_and_closures(context: GateContext) -> GateResult:
    """Send one upstream gradient through each op's closure and through `apply`, bit for bit; then a tied embedding."""
    own = context.own
    Tensor, apply = own.Tensor, own.module_of("Tensor").apply
    wrong: list[str] = []
    count, asked = 0, 0
    # An argument that is a dict of arrays is no Tensor: gpt2_loss stays out, and the tied model below stands for it.
    exercises = [e for e in ops() if not any(isinstance(v, dict) for v in e.cases[0].inputs.values())]
    for exercise in exercises:
        op = getattr(own, exercise.name)
        for case in exercise.cases:
            asked += 1
            rng = exercise.rng(case, 0)
            inputs = case.build(rng)
            output, backward = op(*inputs.values())
            upstream = case.draw_upstream(rng, np.shape(output))
            wanted = backward(upstream.copy())
            tensors = {name: Tensor(inputs[name], requires_grad=True) for name in exercise.gradients}
            apply(op, *(inputs | tensors).values()).backward(upstream.copy())
            for name, tensor in tensors.items():
                count += 1
                if tensor.grad is None or not np.array_equal(tensor.grad, wanted[name], equal_nan=True):
                    far = number(apart(tensor.grad, wanted[name]))
                    wrong.append(f"{exercise.name}, gradient {name}, {case.label}: off by {far}")
    same = count - len(wrong)
    tied, largest = _tied(context)
    if not tied <= TIED:
        wrong.append(f"the tied embedding's gradient is off by {number(tied)}")
    return GateResult(
        not wrong and count > 0,
        f"{same} of {count} bit-identical; the tied embedding to {number(tied)}",
        f"one count is one gradient of one op on one case: {len(exercises)} ops of parts 03 to 06 (all but gpt2_loss, "
        f"whose parameters are a dict), all their {asked} cases. Tied: one table under embedding and lm_head, against "
        f"the sum of the two closures' gradients, absolute, where the largest entry is {number(largest)}; "
        f"passes to {number(TIED)}",
        first_of(wrong),
        {"identical": same, "count": count, "cases": asked, "tied": tied},
    )


def _tied(context: GateContext) -> tuple[float, float]:
    """Return how far a table used twice is from the sum of both closures' gradients, and its largest gradient."""
    own = context.own
    Tensor, apply = own.Tensor, own.module_of("Tensor").apply
    rng = np.random.default_rng(0)
    table = rng.standard_normal((11, 6))  # (V, D)
    ids, targets = rng.integers(11, size=(2, 8, 16))  # (B, T) each; ids repeat

    W = Tensor(table, requires_grad=True)
    apply(own.softmax_cross_entropy, apply(own.lm_head, apply(own.embedding, W, ids), W), targets).backward()

    h, embedding_back = own.embedding(table, ids)
    logits, head_back = own.lm_head(h, table)
    _, loss_back = own.softmax_cross_entropy(logits, targets)
    head = head_back(loss_back(np.array(1.0))["logits"])
    both = head["W_e"] + embedding_back(head["h"])["W_e"]  # (V, D)
    return apart(W.grad, both), float(np.max(np.abs(both)))


def accumulation(context: GateContext) -> GateResult:
    """Add up what arrives by several ways: x + x, a diamond, x * x."""
    Tensor = context.own.Tensor

    def slope(of, at: float) -> float:
        x = Tensor(np.array(at), requires_grad=True)
        of(x).backward()
        return float(x.grad)

    def diamond(x):
        """x goes out to 2 x and to 3 x, and both come together."""
        left, right = 2.0 * x, 3.0 * x
        return left + right

    at = 1.7
    found = {
        "x + x": (slope(lambda x: x + x, at), 2.0),
        "diamond": (slope(diamond, at), 5.0),
        "x * x": (slope(lambda x: x * x, at), 2 * at),
    }
    wrong = [
        f"{name} has slope {got:g} at x = {at:g}, wanted {wanted:g}"
        for name, (got, wanted) in found.items()
        if got != wanted
    ]
    names = ", ".join(f"{name} → {got:g}" for name, (got, _) in found.items())
    return GateResult(
        not wrong,
        names,
        f"at x = {at:g}, exactly; the diamond is 2 x + 3 x of one x",
        "; ".join(wrong),
        {name: got for name, (got, _) in found.items()},
    )
