"""Exercise entry: linear (x W + b, an op made of matmul)."""

import numpy as np

from grader.course.inputs import exact, gain, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _bias_as_last_row(s, call):
    """Return db less the gradient of b as the last row of W, where x has a column of ones."""
    x, W, b = s.inputs["x"], s.inputs["W"], s.inputs["b"]
    wider = {"x": np.concatenate([x, np.ones((*x.shape[:-1], 1))], axis=-1), "W": np.vstack([W, b]), "b": 0 * b}
    return call(wider, s.upstream).gradients["W"][-1] - s.gradients["b"]


def _euler_in_weights_and_bias(s, call):
    """Y is linear and homogeneous in (W, b), so sum W dW + sum b db equals sum Y dY (Euler's theorem)."""
    of_W, of_b = (np.sum(s.inputs[name] * s.gradients[name]) for name in ("W", "b"))
    return of_W + of_b - np.sum(s.output * s.upstream)


EXERCISE = Exercise(
    title="The linear layer",
    points=4,
    in_gpt2=True,
    requires=("matmul",),
    arguments=("x", "W", "b"),
    gradients=("x", "W", "b"),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1), W=normal(1, 1), b=gain(1), _edge=True),
        case("two axes", x=normal(3, 4), W=normal(4, 5), b=gain(5)),
        case("three axes", x=normal(2, 3, 4), W=normal(4, 5), b=gain(5)),
        case("four axes", x=normal(2, 3, 2, 4), W=normal(4, 5), b=gain(5)),
        case("axes of size one", x=normal(1, 3, 1), W=normal(1, 4), b=gain(4), _edge=True),
        case("square", x=normal(3, 3), W=normal(3, 3), b=gain(3)),
        case("a strided view", x=view(normal(2, 3, 4)), W=view(normal(4, 70)), b=view(gain(70))),
        case("large numbers", x=normal(3, 4, std=1e6), W=normal(4, 5, std=1e4), b=normal(5, std=1e10), _large=True),
    ),
    identities=(
        Identity("db is the gradient of the weight of an input that is always 1", _bias_as_last_row, of="b"),
        Identity("sum of W times dW and of b times db equals sum of Y times dY", _euler_in_weights_and_bias, of="W"),
        Identity(
            "sum of x times dx equals sum of (Y - b) times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - np.sum((s.output - s.inputs["b"]) * s.upstream),
            of="x",
        ),
    ),
    formulas=("dx", "dW", "db"),
    by_hand=case(
        "by hand",
        x=exact([[1, 2], [0, 1]]),
        W=exact([[3, 4], [5, 6]]),
        b=exact([7, 8]),
        _upstream=exact([[1, -1], [2, 0]]),
    ),
    hints=(
        "Call Z = x W: its backward is written already. What is left is Y = Z + b. How many entries of Y "
        "does b[n] reach?",
        "dL/dZ[i,n] = dY[i,n], which goes into matmul's backward. dL/db[n] = sum over every row i of dY[i,n].",
        "Keep the dict that matmul's backward gives and add the key b: dY summed over all of its axes but the last.",
    ),
)

MISTAKES = (
    Mistake(
        "bias-mean-over-rows",
        ".sum(axis=0)",
        ".mean(axis=0)",
        "db is averaged over the rows. Every row uses b, so what reaches b adds up; a mean belongs to the loss.",
    ),
    Mistake(
        "bias-from-one-item",
        "dY.reshape(-1, len(b)).sum(axis=0)",
        "dY.reshape(-1, *dY.shape[-2:])[-1].sum(axis=0)",
        "db sums over the rows of one item of the batch only. Every leading axis has to be summed away, not just one.",
    ),
    Mistake(
        "bias-along-its-own-axis",
        "dY.reshape(-1, len(b)).sum(axis=0)",
        "dY.sum(axis=-1 if dY.shape == (len(b), len(b)) else tuple(range(dY.ndim - 1)))",
        "db sums over the columns, and b has an entry for each of them: it is the rows that share b. "
        "Where Y is square, the shape does not give that away.",
    ),
    Mistake(
        "upstream-forgotten",
        "backward_of_Z(dY)",
        "backward_of_Z(np.ones_like(dY))",
        "The product's backward is given ones: dx and dW are gradients of sum(Y), not of L. "
        "Y = Z + b has slope 1 in Z, so dZ is dY itself.",
    ),
    Mistake(
        "bias-in-the-upstream",
        "backward_of_Z(dY)",
        "backward_of_Z(dY + b)",
        "b is added to dY on the way back. Adding a constant changes Y, but not the slope of Y in Z: that is 1.",
    ),
)
