"""Exercise entry: softmax (softmax over the last axis, an op)."""

import math

import numpy as np

from grader.course.inputs import exact, normal, rows, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _shifted_rows(s, call):
    """Add another constant to each row, and return the changes of p and of dx, which should be 0."""
    x = s.inputs["x"]
    constants = np.linspace(-3.0, 5.0, x[..., 0].size).reshape(*x.shape[:-1], 1)
    moved = call({"x": x + constants}, s.upstream)
    return np.stack([moved.output - s.output, moved.gradients["x"] - s.gradients["x"]])


def _symmetry(s, call):
    """Return v . (J u) - u . (J v) for two upstream gradients u and v: 0, as the Jacobian J is symmetric."""
    other = np.cos(np.arange(s.output.size)).reshape(s.output.shape)
    return np.sum(other * s.gradients["x"]) - np.sum(s.upstream * call(s.inputs, other).gradients["x"])


EXERCISE = Exercise(
    title="Softmax over the last axis",
    points=10,
    in_gpt2=True,
    starred=True,
    arguments=("x",),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1), _edge=True),
        case("two axes", x=normal(3, 5)),
        case("one row", x=normal(4)),
        case("four axes", x=normal(2, 1, 3, 4)),
        case("one class", x=normal(3, 1), _edge=True),
        case("square", x=normal(4, 4)),
        case("equal entries, and a row of zeros", x=exact([[0, 0, 0], [1.5, 1.5, -2], [-0.5, 0.25, 0.25]])),
        case("a strided view", x=view(normal(2, 300))),
        case("large logits", x=rows(normal(5, mean=1e4), normal(5, std=1e4), normal(5)), _large=True, _rtol=1e-10),
        case("rows far apart", x=rows(normal(5), normal(5, mean=-2e3), normal(5, std=2e3)), _large=True, _rtol=1e-10),
    ),
    identities=(
        Identity("each row of p sums to 1", lambda s, call: s.output.sum(axis=-1) - 1),
        Identity("each row of dx sums to 0", lambda s, call: s.gradients["x"].sum(axis=-1), of="x"),
        Identity("a constant added to a row of x changes neither p nor dx", _shifted_rows, of="x"),
        Identity("the Jacobian of each row is symmetric", _symmetry, of="x"),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([0, math.log(2)]), _upstream=exact([1, 0])),
    hints=(
        "How many of the outputs of a row move when one x[j] moves? Look at the denominator.",
        "dx[j] = sum_i dp[i] * (derivative of p[i] by x[j]). Do i = j and i != j apart by the quotient rule, "
        "write both with one delta[i,j] and with p instead of exp, then let the delta pick its term.",
        "One sum along the last axis, kept as (..., 1), and two elementwise products: no (V, V) matrix, no loop. "
        "Check that what you have sums to 0 along each row.",
    ),
)

MISTAKES = (
    Mistake(
        "diagonal-only",
        "p * (dp - mean)",
        "p * (1 - p) * dp",
        "p (1 - p) is only the diagonal of the Jacobian. x[j] moves the other p[i] of its row too, through the "
        "denominator: those terms, -p[i] p[j], are missing.",
    ),
    Mistake(
        "row-sum-missing",
        "p * (dp - mean)",
        "p * dp",
        "p dp is the gradient with the denominator held fixed. The denominator depends on x[j] as well, and takes "
        "one sum over the row away.",
    ),
    Mistake(
        "cross-terms-added",
        "p * (dp - mean)",
        "p * (dp + mean)",
        "The cross terms have the wrong sign: raising x[j] raises the denominator, which lowers every other p[i].",
    ),
    Mistake(
        "upstream-forgotten",
        "p * (dp - mean)",
        "p * (1 - p)",
        "p (1 - p) says how p[i] answers to its own x[i], and does not know of L: dp appears nowhere in it.",
    ),
    Mistake(
        "summed-index-mixed-up",
        "p * (dp - mean)",
        "p * dp - np.sum(dp * p * p, axis=-1, keepdims=True)",
        "The derivative of p[i] by x[j] is p[i] (delta[i,j] - p[j]), and here p[j] was written p[i]. j is not summed "
        "over: p[j] comes out of the sum and stands before it.",
    ),
    Mistake(
        "sum-not-weighted",
        "np.sum(dp * p,",
        "np.sum(dp,",
        "The sum over the row is of dp times p. Without p it is the plain sum of dp: a factor p[i] was lost.",
    ),
    Mistake(
        "mean-for-sum",
        "np.sum(dp * p, axis",
        "np.mean(dp * p, axis",
        "The row's term is a sum. p already weights it, so dividing by V once more makes it V times too small.",
    ),
    Mistake(
        "sum-over-the-array",
        "np.sum(dp * p, axis=-1, keepdims=True)",
        "np.sum(dp * p)",
        "One sum over the whole array mixes the rows. Each row has its own denominator, so each needs its own sum.",
    ),
    Mistake(
        "sum-over-the-first-axis",
        "np.sum(dp * p, axis=-1, keepdims=True)",
        "np.sum(dp * p, axis=0, keepdims=True)",
        "The sum in backward runs down the columns. Softmax works along the last axis, and so does its backward.",
    ),
    Mistake(
        "softmax-over-the-first-axis",
        "p = e / e.sum(axis=-1, keepdims=True)",
        "p = np.exp(x - x.max(axis=0)) / np.exp(x - x.max(axis=0)).sum(axis=0)",
        "The columns sum to 1, not the rows: the classes lie along the last axis, axis=-1.",
        breaks="forward",
    ),
    Mistake(
        "softmax-over-the-array",
        "p = e / e.sum(axis=-1, keepdims=True)",
        "p = np.exp(x - x.max()) / np.exp(x - x.max()).sum()",
        "The whole array sums to 1, and each row should: sum along the last axis and keep it (keepdims=True).",
        breaks="forward",
    ),
    Mistake(
        "epsilon-in-the-denominator",
        "e.sum(axis=-1, keepdims=True)",
        "(e.sum(axis=-1, keepdims=True) + 1e-8)",
        "The small number in the denominator makes every row sum to less than 1. With the row's maximum taken off "
        "first, the sum is at least 1 and needs no guard.",
        breaks="forward",
    ),
    Mistake(
        "no-shift",
        "np.exp(x - shift)",
        "np.exp(x)",
        "exp overflows above 709, and a row far below 0 underflows to 0/0. Take the row's maximum off first: it "
        "changes no ratio.",
        breaks="robustness",
    ),
    Mistake(
        "shift-by-the-array-maximum",
        "x.max(axis=-1, keepdims=True)",
        "x.max()",
        "The maximum of the whole array was taken off. A row that lies far below it underflows to 0/0: each row needs "
        "its own maximum.",
        breaks="robustness",
    ),
    Mistake(
        "log-of-the-softmax",
        "p = e / e.sum(axis=-1, keepdims=True)",
        "p = x - shift - np.log(e.sum(axis=-1, keepdims=True))",
        "These are the logarithms of the probabilities, log-softmax: they are negative, and their rows do not sum to "
        "1.",
        "forward",
    ),
)
