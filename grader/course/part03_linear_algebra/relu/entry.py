"""Exercise entry: relu (max(x, 0), an op)."""

import numpy as np

from grader.course.inputs import away_from_zero, exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _both_sides(sample, call):
    """Return dx of x plus dx of -x less dY: exactly one of x and -x is positive, so this is 0."""
    mirrored = call({"x": -sample.inputs["x"]}, sample.upstream)
    return sample.gradients["x"] + mirrored.gradients["x"] - sample.upstream


EXERCISE = Exercise(
    title="ReLU",
    points=3,
    in_gpt2=True,
    arguments=("x",),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("two entries", x=exact([0.8, -1.2])),
        case("two axes", x=away_from_zero(4, 5)),
        case("three axes", x=away_from_zero(2, 3, 4)),
        case("an axis of size 1", x=away_from_zero(3, 1, 2), _edge=True),
        case("a row that is shut", x=exact([[-1.0, -0.2, -3.0], [0.4, -0.9, 2.0]])),
        case("a strided view", x=view(away_from_zero(3, 70))),
        case("large numbers", x=normal(3, 4, std=1e8), _large=True),
    ),
    identities=(
        Identity(
            "sum of x times dx equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - np.sum(s.output * s.upstream),
            of="x",
        ),
        Identity("dx of x and dx of -x add up to dY", _both_sides, of="x"),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([[-2, -0.5], [0.5, 3]]), _upstream=exact([[1, 2], [3, -4]])),
    hints=(
        "Draw max(x, 0). What is its slope to the left of 0, and what to the right?",
        "Y[i] depends on x[i] alone, so dx[i] = dY[i] dY[i]/dx[i]. Write dY[i]/dx[i] as a case distinction on x[i].",
        "dY times a mask of zeros and ones of x's shape. What decides the mask: x, Y or dY?",
    ),
)

MISTAKES = (
    Mistake(
        "mask-of-the-upstream",
        "(x > 0)",
        "(dY > 0)",
        "The mask is taken from dY. Whether an entry lets its gradient through was settled in the forward, by x; "
        "a negative gradient passes an open entry as well as a positive one.",
    ),
    Mistake(
        "relu-of-the-upstream",
        "dY * (x > 0)",
        "np.maximum(dY * (x > 0), 0)",
        "relu is applied to the gradient too. The backward multiplies by the slope, 0 or 1: the sign of dY stays.",
    ),
    Mistake(
        "mask-upside-down",
        "(x > 0)",
        "(x < 0)",
        "The mask is the wrong way round: entries that the forward set to 0 move nothing, so theirs are the zeros.",
    ),
    Mistake(
        "times-the-output",
        "dY * (x > 0)",
        "dY * Y",
        "dx is dY times max(x, 0), the value. The chain rule asks for the slope, which is 1 wherever x is positive.",
    ),
    Mistake(
        "passed-straight-through",
        "dY * (x > 0)",
        "dY * 1",
        "dY passes through everywhere. Where x is negative the output stays 0 whatever x does, so nothing comes back.",
    ),
    Mistake(
        "upstream-forgotten",
        "dY * (x > 0)",
        "(x > 0).astype(dY.dtype)",
        "dx ignores the upstream gradient: it is the gradient of sum(Y), not of L.",
    ),
    Mistake(
        "absolute-value",
        "np.maximum(x, 0)",
        "np.abs(x)",
        "The forward turns negative entries positive. max(x, 0) makes them 0.",
        breaks="forward",
    ),
)
