"""Exercise entry: sum_last_axis (the sum over the last axis, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="The sum of each row",
    points=3,
    in_gpt2=True,
    arguments=("x",),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1), _edge=True),
        case("two axes", x=normal(3, 4)),
        case("one axis", x=normal(5)),
        case("three axes", x=normal(2, 3, 4)),
        case("axes of size one", x=normal(1, 3, 1), _edge=True),
        case("square", x=normal(3, 3)),
        case("a strided view", x=view(normal(3, 70))),
        case("large numbers", x=normal(3, 4, mean=1e12), _large=True, _upstream=normal(3, std=1e8)),
    ),
    identities=(
        Identity(
            "in each row, the sum of x times dx equals Y times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"], axis=-1) - s.output * s.upstream,
            of="x",
        ),
        Identity(
            "the gradient does not depend on x",
            lambda s, call: call({"x": 1 - 2 * s.inputs["x"]}, s.upstream).gradients["x"] - s.gradients["x"],
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([[1, 2, 3], [4, 5, 6]]), _upstream=exact([7, -1])),
    hints=(
        "Which entries of Y does one entry x[i, k] reach, and with what slope?",
        "dL/dx[i,k] = sum_j dY[j] dY[j]/dx[i,k], and Y[j] = sum_k x[j,k]: which j is left of the sum?",
        "dY lacks the last axis of x. Give it one of length 1 at the end, then let it grow to the length of x's.",
    ),
)

MISTAKES = (
    Mistake(
        "spread-along-the-first-axis",
        "dY[..., None].repeat(K, axis=-1)",
        "np.resize(dY, x.shape)",
        "dY is laid along the wrong axis: dx[i,k] has to be dY[i], the same all along row i. Where x is square, "
        "NumPy broadcasts dY over the rows without a word.",
    ),
    Mistake(
        "mean-of-the-upstream",
        "dY[..., None].repeat(K, axis=-1)",
        "(dY[..., None] / K).repeat(K, axis=-1)",
        "dY is divided among the entries of the row. That is a mean's gradient; in a sum each entry receives "
        "all of it.",
    ),
    Mistake(
        "upstream-of-all-rows",
        "dY[..., None].repeat(K, axis=-1)",
        "np.full_like(x, dY.sum())",
        "Every entry receives the sum of all of dY. An entry of row i reaches Y[i] alone, so it receives dY[i] alone.",
    ),
    Mistake(
        "upstream-forgotten",
        "dY[..., None].repeat(K, axis=-1)",
        "np.ones_like(x)",
        "dx is all ones: that is dY[i]/dx[i,k]. The chain rule multiplies it by the upstream gradient dY[i].",
    ),
    Mistake(
        "tiled",
        "dY[..., None].repeat(K, axis=-1)",
        "np.tile(dY, K).reshape(x.shape)",
        "np.tile lays dY out as a whole, again and again, so that a row gets the numbers of other rows. np.repeat "
        "gives each number K times in a row.",
    ),
)
