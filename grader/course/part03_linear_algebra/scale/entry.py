"""Exercise entry: scale (x times a constant c, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Multiplication by a constant",
    points=2,
    in_gpt2=True,
    arguments=("x", "c"),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1), c=0.6, _edge=True),
        case("two axes", x=normal(3, 4), c=0.125, _others={"c": -0.125}),
        case("a negative number", x=normal(2, 3, 4), c=-1.7),
        case("a whole number", x=normal(2, 5), c=3),
        case("c = 0", x=normal(2, 3), c=0.0, _edge=True),
        case("an axis of size 1", x=normal(2, 1, 3), c=2.5, _edge=True),
        case("a strided view", x=view(normal(3, 70)), c=0.3),
        case("large numbers", x=normal(3, 4, std=1e8), c=-1e4, _large=True),
    ),
    identities=(
        Identity(
            "sum of x times dx equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - np.sum(s.output * s.upstream),
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([1, -2, 3]), c=0.5, _upstream=exact([4, 2, -6])),
    hints=(
        "Move one entry of x by a little: which entries of Y move, and by how much?",
        "dL/dx[i] = sum_j dY[j] dY[j]/dx[i], and Y[j] = c x[j]. For which j is the slope not 0, and what is it there?",
        "dx has dY's shape: one number times every entry of dY.",
    ),
)

MISTAKES = (
    Mistake(
        "constant-forgotten",
        "dx = c * dY",
        "dx = 1 * dY",
        "dY passes through unchanged. The output moves c times as far as x does, so the gradient is c times dY.",
    ),
    Mistake(
        "divided",
        "dx = c * dY",
        "dx = dY / c",
        "dx is dY / c: going backward does not undo the forward. It multiplies by the slope, which is c itself.",
    ),
    Mistake(
        "times-the-output",
        "dx = c * dY",
        "dx = Y * dY",
        "dx is multiplied by Y. The slope of c x by x is c alone; x is no part of it.",
    ),
    Mistake(
        "upstream-forgotten",
        "dx = c * dY",
        "dx = c * np.ones_like(dY)",
        "dx ignores the upstream gradient: it is the gradient of sum(Y), not of L.",
    ),
)
