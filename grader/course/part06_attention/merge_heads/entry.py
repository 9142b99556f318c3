"""Exercise entry: merge_heads ((..., H, T, d) -> (..., T, H d), an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Merging the heads",
    points=4,
    in_gpt2=True,
    arguments=("x",),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1, 1, 1), _edge=True),
        case("three heads", x=normal(2, 3, 5, 4)),
        case("one head", x=normal(2, 1, 3, 4)),
        case("one place", x=normal(2, 3, 1, 4), _edge=True),
        case("one channel in each head", x=normal(2, 4, 3, 1), _edge=True),
        case("as many heads as places", x=normal(2, 3, 3, 4)),
        case("as many places as channels in a head", x=normal(2, 2, 3, 3)),
        case("no batch axis", x=normal(3, 5, 2)),
        case("two batch axes", x=normal(2, 3, 4, 5, 2)),
        case("a strided view", x=view(normal(2, 11, 3, 6))),
        case("large numbers", x=normal(2, 3, 4, 2, std=1e100), _large=True),
    ),
    identities=(
        Identity(
            "sum of x times dx equals sum of y times dy",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - np.sum(s.output * s.upstream),
            of="x",
        ),
        Identity(
            "what was moved comes home: with y itself as the upstream, dx is x",
            lambda s, call: call(s.inputs, s.output).gradients["x"] - s.inputs["x"],
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case(
        "by hand",
        x=exact([[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]),
        _upstream=exact([[[10, 20, 30, 40], [50, 60, 70, 80]]]),
    ),
    hints=(
        "This undoes split_heads. Number the entries of a small x and follow one of them into y.",
        "y[t, h d + c] = x[h,t,c]: first h moves behind t, then h and c become one index. Which entry of dy reads "
        "dx[h,t,c]?",
        "Forward: exchange two axes, then reshape to (..., T, H d). Backward: reshape to (..., T, H, d), then "
        "exchange.",
    ),
)

MISTAKES = (
    Mistake(
        "reshape-without-transpose",
        "blocks = x.swapaxes(-3, -2)",
        "blocks = x",
        "x is reshaped to (T, H d) without exchanging axes first. Then a row of y holds several places of one head, "
        "in place of all heads of one place.",
        breaks="forward",
    ),
    Mistake(
        "interleaved-heads",
        "blocks = x.swapaxes(-3, -2)",
        "blocks = np.moveaxis(x, -3, -1)",
        "The heads are moved behind the channels, (T, d, H), so that they interleave in y. Head h belongs in one "
        "block, the columns h d to (h+1) d - 1.",
        breaks="forward",
    ),
    Mistake(
        "inverse-permutation-forgotten",
        'return {"x": d_blocks.swapaxes(-3, -2)}',
        'return {"x": dy.reshape(*leading, H, T, d)}',
        "dx is dy reshaped, without exchanging the axes: the shape is right and the numbers stand in the wrong places.",
    ),
    Mistake(
        "interleaved-on-the-way-back",
        "d_blocks = dy.reshape(*leading, T, H, d)",
        "d_blocks = dy.reshape(*leading, T, d, H).swapaxes(-1, -2)",
        "On the way back the channels of dy are read as (d, H). Forward they were written as (H, d), a block for "
        "each head.",
    ),
)
