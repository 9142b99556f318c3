"""Exercise entry: transpose (a permutation of the axes, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _dx_transposed_less_dY(s, call):
    """Transpose dx as x was, and return the difference from dY."""
    return call({**s.inputs, "x": s.gradients["x"]}, None).output - s.upstream


EXERCISE = Exercise(
    title="Axes in another order",
    points=3,
    in_gpt2=True,
    arguments=("x", "axes"),
    gradients=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1), axes=(1, 0), _edge=True),
        case("three axes in a cycle", x=normal(2, 3, 4), axes=(2, 0, 1), _others={"axes": (1, 2, 0)}),
        case("two axes", x=normal(3, 4), axes=[1, 0]),
        case("four axes, two swapped", x=normal(2, 3, 4, 5), axes=(0, 2, 1, 3)),
        case("four axes in a cycle", x=normal(2, 3, 4, 2), axes=(1, 3, 0, 2)),
        case("five axes", x=normal(2, 1, 3, 2, 2), axes=(4, 0, 3, 1, 2), _edge=True),
        case("left in order", x=normal(2, 3), axes=(0, 1)),
        case("axes of size one", x=normal(1, 3, 1), axes=(1, 2, 0), _edge=True),
        case("a cube", x=normal(3, 3, 3), axes=(1, 2, 0)),
        case("a strided view", x=view(normal(2, 70, 3)), axes=(1, 2, 0)),
        case(
            "large numbers",
            x=normal(2, 3, 4, std=1e100),
            axes=(1, 2, 0),
            _large=True,
            _upstream=normal(3, 4, 2, std=1e100),
        ),
    ),
    identities=(
        Identity("dx, transposed as x was, is dY", _dx_transposed_less_dY, of="x"),
        Identity(
            "sum of x times dx equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - np.sum(s.output * s.upstream),
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case(
        "by hand",
        x=exact([[[1, 2, 3], [4, 5, 6]]]),
        axes=(2, 0, 1),
        _upstream=exact([[[1, 2]], [[3, 4]], [[5, 6]]]),
    ),
    hints=(
        "Which one entry of Y is x[0, 1, 2], where axes = (2, 0, 1)? So which entry of dY is dx[0, 1, 2]?",
        "dx[i_0, i_1, ...] = dY[i_axes[0], i_axes[1], ...]. At which place of dY does the index i_j of x's "
        "axis j stand?",
        "dx is dY transposed by the permutation that undoes axes. It is axes itself where two axes are "
        "swapped, and only then.",
    ),
)

MISTAKES = (
    Mistake(
        "axes-a-second-time",
        "np.transpose(dY, inverse)",
        "np.transpose(dY, axes).reshape(x.shape)",
        "dY is transposed by axes once more. That undoes a swap of two axes, which is its own inverse; a "
        "cycle of three "
        "needs the inverse permutation, and a reshape that makes the shape fit does not put the entries right.",
    ),
    Mistake(
        "reshaped",
        "np.transpose(dY, inverse)",
        "dY.reshape(x.shape)",
        "dY is reshaped to x's shape. A reshape keeps the entries in the order in which they are counted; "
        "a transpose changes that order, and its gradient has to change it back.",
    ),
    Mistake(
        "all-axes-reversed",
        "np.transpose(dY, inverse)",
        "dY.T.reshape(x.shape)",
        "dY.T reverses every axis. That is right for a matrix; with three axes or more, axes says which goes where.",
    ),
    Mistake(
        "upstream-forgotten",
        "np.transpose(dY, inverse)",
        "np.ones_like(x)",
        "dx is all ones: that is the gradient of sum(Y). Each entry of x has to receive its own entry of dY.",
    ),
)
