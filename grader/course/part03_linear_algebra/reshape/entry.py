"""Exercise entry: reshape (the same entries in another shape, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _dx_reshaped_less_dY(s, call):
    """Reshape dx as x was, and return the difference from dY."""
    return call({**s.inputs, "x": s.gradients["x"]}, None).output - s.upstream


EXERCISE = Exercise(
    title="The same entries under another shape",
    points=2,
    in_gpt2=True,
    arguments=("x", "shape"),
    gradients=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1), shape=(1,), _edge=True),
        case("two axes", x=normal(3, 4), shape=(2, 6), _others={"shape": (4, 3)}),
        case("to one axis", x=normal(2, 3, 4), shape=[24]),
        case("three axes from two", x=normal(4, 6), shape=(4, 2, 3)),
        case("two axes from four", x=normal(2, 3, 2, 4), shape=(6, 8)),
        case("one length left open", x=normal(3, 4), shape=(2, -1)),
        case("axes of size one", x=normal(1, 3, 1), shape=(3, 1, 1, 1), _edge=True),
        case("a strided view", x=view(normal(3, 70)), shape=(70, 3)),
        case("large numbers", x=normal(3, 4, std=1e100), shape=(2, 6), _large=True, _upstream=normal(2, 6, std=1e100)),
    ),
    identities=(
        Identity("dx, reshaped as x was, is dY", _dx_reshaped_less_dY, of="x"),
        Identity(
            "sum of x times dx equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - np.sum(s.output * s.upstream),
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([[1, 2, 3], [4, 5, 6]]), shape=(3, 2), _upstream=exact([[5, 1], [0, -2], [3, 4]])),
    hints=(
        "Number the entries of x as they are read, row by row. Which entry of Y is entry number i?",
        "Y.flat[i] = x.flat[i], so dL/dx.flat[i] = dY.flat[i]: what is left to do for dx to have x's shape?",
        "One reshape, of dY. The forward knew the shape to go to; which one does the backward need?",
    ),
)

MISTAKES = (
    Mistake(
        "columns-first",
        "dY.reshape(x.shape)",
        'dY.reshape(x.shape, order="F")',
        "dY is read column by column, and the forward read x row by row: the shape is right, and the entries "
        "have moved.",
    ),
    Mistake(
        "transposed-first",
        "dY.reshape(x.shape)",
        "dY.T.reshape(x.shape)",
        "dY is transposed before it is reshaped. The forward kept the entries in their order, so the "
        "backward keeps it too.",
    ),
    Mistake(
        "upstream-forgotten",
        "dY.reshape(x.shape)",
        "np.ones_like(x)",
        "dx is all ones: that is the gradient of sum(Y). Each entry of x has to receive its own entry of dY.",
    ),
    Mistake(
        "forward-columns-first",
        "Y = x.reshape(shape)",
        'Y = x.reshape(shape, order="F")',
        "The forward reads x column by column. Here the entries keep the order in which NumPy counts them, row by row.",
        breaks="forward",
    ),
)
