"""Exercise entry: sum_all (the sum of all entries, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="The sum of all entries",
    points=2,
    in_gpt2=True,
    arguments=("x",),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1), _edge=True),
        case("two axes", x=normal(3, 4)),
        case("one axis", x=normal(5)),
        case("three axes", x=normal(2, 3, 4)),
        case("axes of size one", x=normal(1, 3, 1), _edge=True),
        case("a strided view", x=view(normal(3, 70))),
        case("large numbers", x=normal(3, 4, mean=1e12), _large=True, _upstream=normal(std=1e8)),
    ),
    identities=(
        Identity(
            "sum of x times dx equals S times dS",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - s.output * s.upstream,
            of="x",
        ),
        Identity(
            "the gradient does not depend on x",
            lambda s, call: call({"x": 1 - 2 * s.inputs["x"]}, s.upstream).gradients["x"] - s.gradients["x"],
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([[1, 2, 3], [4, 5, 6]]), _upstream=exact(-2.5)),
    hints=(
        "Move one entry x[i] by a little. By how much does S move?",
        "dL/dx[i] = dS dS/dx[i], and S = x[0] + x[1] + ...: what is dS/dx[i], for any i?",
        "One number has to fill an array of x's shape: NumPy has a function that does just that.",
    ),
)

MISTAKES = (
    Mistake(
        "mean-of-the-upstream",
        "np.full_like(x, dS)",
        "np.full_like(x, dS / x.size)",
        "dS is divided among the entries. That is a mean's gradient; in a sum each entry has slope 1 and "
        "receives all of dS.",
    ),
    Mistake(
        "times-x",
        "np.full_like(x, dS)",
        "x * dS",
        "dx has a factor x: that belongs to a product or to a square. A sum's slope in each of its terms is 1.",
    ),
    Mistake(
        "upstream-forgotten",
        "np.full_like(x, dS)",
        "np.ones_like(x)",
        "dx is all ones: that is dS/dx. The chain rule multiplies it by the upstream gradient dS.",
    ),
)
