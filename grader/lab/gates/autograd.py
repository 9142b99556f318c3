"""Gates on the Tensor: its gradients equal the ops' own bit for bit, and gradients from several paths add up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.course.spec import Case, Exercise
from grader.lab.gates.differences import first_errors, format_number, max_abs_difference
from grader.lab.gates.gate import GateResult
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.gradient_checks import gpt2_ops
from grader.lab.model.piece_set import PieceSet

TIED_TOLERANCE = 1e-17


def autograd_and_closures(context: GateContext) -> GateResult:
    """Send one upstream gradient through each op's backward and through `apply`, bit for bit; then a tied embedding."""
    errors: list[str] = []
    count, cases = 0, 0
    # An argument that is a dict of arrays cannot be a Tensor: gpt2_loss is left out, and the tied model stands for it.
    exercises = [e for e in gpt2_ops() if not any(isinstance(v, dict) for v in e.cases[0].inputs.values())]
    for exercise in exercises:
        for case in exercise.cases:
            cases += 1
            for name, (tensor_gradient, gradient) in _gradients(context.pieces, exercise, case).items():
                count += 1
                if tensor_gradient is None or not np.array_equal(tensor_gradient, gradient, equal_nan=True):
                    difference = format_number(max_abs_difference(tensor_gradient, gradient))
                    errors.append(f"{exercise.name}, gradient {name}, {case.label}: off by {difference}")
    identical = count - len(errors)
    tied, largest = _tied_embedding(context.pieces)
    if not tied <= TIED_TOLERANCE:
        errors.append(f"the tied embedding's gradient is off by {format_number(tied)}")
    return GateResult(
        not errors and count > 0,
        f"{identical} of {count} bit-identical; the tied embedding to {format_number(tied)}",
        f"one count is one gradient of one op on one case: {len(exercises)} ops of parts 03 to 06 (all but gpt2_loss, "
        f"whose parameters are a dict), all their {cases} cases. Tied: one table under embedding and lm_head, against "
        f"the sum of the two closures' gradients, absolute, where the largest entry is {format_number(largest)}; "
        f"passes to {format_number(TIED_TOLERANCE)}",
        first_errors(errors),
        {"identical": identical, "count": count, "cases": cases, "tied": tied},
    )


def _gradients(pieces: PieceSet, exercise: Exercise, case: Case) -> dict[str, tuple[Any, np.ndarray]]:
    """Return each argument's gradient on one case: the Tensor's, None where it has none, and the op's own."""
    op, Tensor, apply = getattr(pieces, exercise.name), pieces.Tensor, pieces.module("Tensor").apply
    rng = exercise.rng(case, 0)
    inputs = case.build(rng)
    output, backward = op(*inputs.values())
    upstream = case.draw_upstream(rng, np.shape(output))
    of_op = backward(upstream.copy())
    tensors = {name: Tensor(inputs[name], requires_grad=True) for name in exercise.gradients}
    apply(op, *(inputs | tensors).values()).backward(upstream.copy())
    return {name: (tensor.grad, of_op[name]) for name, tensor in tensors.items()}


def _tied_embedding(pieces: PieceSet) -> tuple[float, float]:
    """Return how far a table used twice is from the sum of both ops' gradients, and its largest gradient."""
    Tensor, apply = pieces.Tensor, pieces.module("Tensor").apply
    rng = np.random.default_rng(0)
    table = rng.standard_normal((11, 6))  # (V, D)
    ids, targets = rng.integers(11, size=(2, 8, 16))  # (B, T) each; ids repeat

    W = Tensor(table, requires_grad=True)
    apply(pieces.softmax_cross_entropy, apply(pieces.lm_head, apply(pieces.embedding, W, ids), W), targets).backward()

    h, embedding_backward = pieces.embedding(table, ids)
    logits, head_backward = pieces.lm_head(h, table)
    _, loss_backward = pieces.softmax_cross_entropy(logits, targets)
    head = head_backward(loss_backward(np.array(1.0))["logits"])
    both = head["W_e"] + embedding_backward(head["h"])["W_e"]  # (V, D)
    return max_abs_difference(W.grad, both), float(np.max(np.abs(both)))


def accumulation(context: GateContext) -> GateResult:
    """Add up what arrives by several paths: x + x, a diamond, x * x."""
    x = 1.7
    slopes = {
        "x + x": (_slope(context.pieces, lambda x: x + x, x), 2.0),
        "diamond": (_slope(context.pieces, _diamond, x), 5.0),
        "x * x": (_slope(context.pieces, lambda x: x * x, x), 2 * x),
    }
    errors = [
        f"{name} has slope {got:g} at x = {x:g}, wanted {wanted:g}"
        for name, (got, wanted) in slopes.items()
        if got != wanted
    ]
    return GateResult(
        not errors,
        ", ".join(f"{name} → {got:g}" for name, (got, _) in slopes.items()),
        f"at x = {x:g}, exactly; the diamond is 2 x + 3 x of one x",
        "; ".join(errors),
        {name: got for name, (got, _) in slopes.items()},
    )


def _slope(pieces: PieceSet, function: Callable[[Any], Any], at: float) -> float:
    """Return the derivative of a function of one Tensor at a number."""
    x = pieces.Tensor(np.array(at), requires_grad=True)
    function(x).backward()
    return float(x.grad)


def _diamond(x: Any) -> Any:
    """Two paths, 2 x and 3 x, that meet again."""
    left, right = 2.0 * x, 3.0 * x
    return left + right
