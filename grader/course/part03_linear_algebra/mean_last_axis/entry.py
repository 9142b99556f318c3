"""Exercise entry: mean_last_axis (the mean over the last axis, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="The mean of each row",
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
        case("a strided view", x=view(normal(2, 300))),
        case("large numbers", x=normal(3, 4, mean=1e12), _large=True, _upstream=normal(3, std=1e8)),
    ),
    identities=(
        Identity(
            "each row of dx adds up to its entry of dY",
            lambda s, call: np.sum(s.gradients["x"], axis=-1) - s.upstream,
            of="x",
        ),
        Identity(
            "in each row, the sum of x times dx equals Y times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"], axis=-1) - s.output * s.upstream,
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([[1, 2, 6], [0, 4, 8]]), _upstream=exact([3, -6])),
    hints=(
        "Move one entry x[i, k] by h. By how much does the mean of its row move? And the means of the other rows?",
        "dL/dx[i,k] = sum_j dY[j] dY[j]/dx[i,k], and Y[j] = (1/K) sum_k x[j,k]: which j is left, and with "
        "which factor?",
        "As for the sum of each row, with the factor that the forward has; K is the length of the axis averaged over.",
    ),
)

MISTAKES = (
    Mistake(
        "sum-in-place-of-mean",
        "share = dY / K ",
        "share = dY ",
        "The factor 1/K is missing: this is the gradient of the sum. One entry moves the mean by only a K-th "
        "of itself.",
    ),
    Mistake(
        "divided-by-all-entries",
        "share = dY / K ",
        "share = dY / x.size ",
        "dY is divided by the number of all entries of x. Each mean is over one row, so the factor is 1/K, K "
        "its length.",
    ),
    Mistake(
        "divided-by-the-rows",
        "share = dY / K ",
        "share = dY / len(x) ",
        "dY is divided by the length of x's first axis; the mean runs over the last one.",
    ),
    Mistake(
        "spread-along-the-first-axis",
        "share[..., None].repeat(K, axis=-1)",
        "np.resize(share, x.shape)",
        "dY is laid along the wrong axis: dx[i,k] has to be dY[i] / K, the same all along row i. Where x is square, "
        "NumPy broadcasts dY over the rows without a word.",
    ),
)
