"""Exercise entry: split_heads ((..., T, H d) -> (..., H, T, d), an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case, refusal

EXERCISE = Exercise(
    title="Splitting into heads",
    points=4,
    in_gpt2=True,
    arguments=("x", "n_head"),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1, 1), n_head=1, _edge=True),
        case("two heads", x=normal(2, 5, 6), n_head=2, _others={"n_head": 3}),
        case("one head", x=normal(2, 3, 4), n_head=1),
        case("one place", x=normal(2, 1, 6), n_head=3, _edge=True),
        case("a head for each channel", x=normal(2, 3, 4), n_head=4),
        case("as many heads as places", x=normal(2, 3, 12), n_head=3),
        case("as many places as channels in a head", x=normal(2, 3, 6), n_head=2),
        case("no batch axis", x=normal(5, 6), n_head=3),
        case("two batch axes", x=normal(2, 3, 4, 10), n_head=5),
        case("a strided view", x=view(normal(2, 3, 66)), n_head=11),
        case("large numbers", x=normal(2, 4, 6, std=1e100), n_head=3, _large=True),
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
    refusals=(
        refusal(ValueError, "more channels than the heads share alike", x=normal(2, 3, 6), n_head=4),
        refusal(ValueError, "more heads than channels", x=normal(2, 3, 4), n_head=5),
    ),
    formulas=("dx",),
    by_hand=case(
        "by hand",
        x=exact([[[1, 2, 3, 4], [5, 6, 7, 8]]]),
        n_head=2,
        _upstream=exact([[[[10, 20], [30, 40]], [[50, 60], [70, 80]]]]),
    ),
    hints=(
        "Nothing is computed here, only moved. Number the entries of a small x and follow one of them into y.",
        "y[h,t,c] = x[t, h d + c]: the column h d + c is split into two indices, h and c, and then h moves in "
        "front of t. Which of the two steps moves no number in memory, and which is more than a reshape?",
        "Forward: reshape to (..., T, H, d), then exchange two axes. Backward: exchange them back, then reshape "
        "to x's shape.",
    ),
)

MISTAKES = (
    Mistake(
        "reshape-without-transpose",
        "y = blocks.swapaxes(-3, -2)",
        "y = blocks.reshape(*leading, n_head, T, D // n_head)",
        "y is reshaped to (H, T, d) without exchanging axes. A reshape keeps the order of the numbers, so the first "
        "head gets all channels of the first places, not the first channels of all places.",
        breaks="forward",
    ),
    Mistake(
        "interleaved-heads",
        "blocks = x.reshape(*leading, T, n_head, D // n_head)",
        "blocks = x.reshape(*leading, T, D // n_head, n_head).swapaxes(-1, -2)",
        "Head h takes every H-th channel. It owns a block, the columns h d to (h+1) d - 1: the last axis is split "
        "into (H, d), in that order.",
        breaks="forward",
    ),
    Mistake(
        "inverse-permutation-forgotten",
        "d_blocks = dy.swapaxes(-3, -2)",
        "d_blocks = dy",
        "dx is dy reshaped, without exchanging the axes back first. Both steps of the forward have to be undone, the "
        "last one first.",
    ),
    Mistake(
        "interleaved-on-the-way-back",
        "d_blocks = dy.swapaxes(-3, -2)",
        "d_blocks = np.moveaxis(dy, -3, -1)",
        "On the way back the heads end up after the channels, (T, d, H), so that the reshape interleaves them. The "
        "axes must stand as (T, H, d), as they did on the way forward.",
    ),
)
