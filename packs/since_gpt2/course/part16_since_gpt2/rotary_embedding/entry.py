"""Exercise entry: rotary_embedding (pairs of channels turned by an angle that grows with the place, an op)."""

import numpy as np

from grader.course.inputs import exact, integers, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _squared_lengths(rows):
    """Return the squared length of every pair (i, i + d/2)."""
    half = rows.shape[-1] // 2
    return rows[..., :half] ** 2 + rows[..., half:] ** 2


def _scores_after_a_shift(sample, call):
    """Move queries and keys on by 11 places, and return the change of all scores, which should be 0.

    The queries are x; the keys are other rows, so that every distance, of either sign, meets with unlike vectors.
    """
    q = sample.inputs["x"]
    k = 0.5 - q[..., ::-1, ::-1]

    def scores(shift):
        q_turned, k_turned = (
            call({**sample.inputs, "x": rows, "positions": sample.inputs["positions"] + shift}, sample.upstream).output
            for rows in (q, k)
        )
        return q_turned @ k_turned.swapaxes(-1, -2)

    return scores(11) - scores(0)


def _at_place_zero(sample, call):
    """Put every row at place 0, where nothing is turned, and return the output less x."""
    x, positions = sample.inputs["x"], np.zeros_like(sample.inputs["positions"])
    return call({**sample.inputs, "positions": positions}, sample.upstream).output - x


def _dx_of_another_x(sample, call):
    """Return the change of dx where x is another and the upstream gradient the same: a linear map's is 0."""
    other = call({**sample.inputs, "x": 3.0 - sample.inputs["x"]}, sample.upstream)
    return other.gradients["x"] - sample.gradients["x"]


EXERCISE = Exercise(
    title="Rotary position embedding",
    points=8,
    complex_numbers=True,
    starred=True,
    arguments=("x", "positions", "base"),
    gradients=("x",),
    batched=("x",),
    batch_first=True,
    forward_is_public=True,
    cases=(
        case("one pair at one place", x=normal(1, 1, 1, 2), positions=integers([3]), _edge=True),
        case(
            "behind a cache",
            x=normal(2, 3, 5, 8),
            positions=integers([4, 5, 6, 7, 8]),
            _others={"positions": np.array([3, 1, 4, 1, 5]), "base": 50.0},
        ),
        case("from the start", x=normal(2, 1, 4, 6), positions=integers([0, 1, 2, 3])),
        case("one place, many heads", x=normal(1, 4, 1, 4), positions=integers([9])),
        case("as many heads, places and pairs", x=normal(3, 3, 3, 6), positions=integers([2, 0, 1])),
        case("two texts packed in one row", x=normal(1, 2, 5, 4), positions=integers([0, 1, 2, 0, 1])),
        case("another base", x=normal(2, 2, 3, 10), positions=integers([1, 2, 3]), base=50.0),
        case("far along in the text", x=normal(1, 2, 3, 6), positions=integers([1023, 2047, 4095]), base=500000.0),
        case("a strided view", x=view(normal(2, 2, 3, 4)), positions=view(integers([5, 1, 3]))),
        # An angle of 1e6 has an absolute error of 1e-10 in float64, and of 0.03 in float32.
        case(
            "places beyond a million",
            x=normal(2, 2, 3, 6, std=1e3),
            positions=integers([1_000_003, 1_234_567, 2_000_001]),
            _large=True,
            _rtol=1e-8,
        ),
    ),
    identities=(
        Identity(
            "a turn changes no length: every pair of Y is as long as that pair of x",
            lambda s, call: _squared_lengths(s.output) - _squared_lengths(s.inputs["x"]),
        ),
        Identity("only distances count: with all places moved on alike, the scores stay", _scores_after_a_shift),
        Identity("at place 0 nothing is turned", _at_place_zero),
        Identity(
            "a turn changes no length: every pair of dx is as long as that pair of dY",
            lambda s, call: _squared_lengths(s.gradients["x"]) - _squared_lengths(s.upstream),
            of="x",
        ),
        Identity(
            "what was turned comes home: with Y itself as the upstream, dx is x",
            lambda s, call: call(s.inputs, s.output).gradients["x"] - s.inputs["x"],
            of="x",
        ),
        Identity("dx does not depend on x", _dx_of_another_x, of="x"),
    ),
    formulas=("dx",),
    by_hand=case(
        "by hand",
        x=exact([[[[2, 7, 1, 8], [2, 8, 1, 8]]]]),
        positions=integers([0, 1]),
        base=100.0,
        _upstream=exact([[[[3, 1, 4, 1], [10, 0, 0, 10]]]]),
    ),
    hints=(
        "Take one pair, u = x[i] and v = x[i + m], and its angle, which is a constant. Which two outputs does u reach, "
        "and by what factors? And v?",
        "dL/du = dY[i] dY[i]/du + dY[i+m] dY[i+m]/du, and the same for v. Write the two sums as a 2 by 2 matrix times "
        "(dY[i], dY[i+m]), lay it beside the matrix of the forward, and compare row with column.",
        "Cut dY in halves, as the forward cuts x. Each half of dx is a sum of two products, of halves of dY with the "
        "forward's own cos and sin (T, d/2); then concatenate along the last axis. x is not needed.",
    ),
)

MISTAKES = (
    Mistake(
        "turned-on",
        "[d_first * cos + d_second * sin, d_second * cos - d_first * sin]",
        "[d_first * cos - d_second * sin, d_second * cos + d_first * sin]",
        "dx turns dY forward by the angle, as Y turned x. The way back is the transposed matrix, and the transpose of "
        "a turn is the turn back.",
    ),
    Mistake(
        "not-turned-back",
        "[d_first * cos + d_second * sin, d_second * cos - d_first * sin]",
        "[d_first, d_second]",
        "dx is dY as it came. A turn keeps lengths, but it is not the identity: the gradient has to be turned back.",
    ),
    Mistake(
        "cosines-only",
        "[d_first * cos + d_second * sin, d_second * cos - d_first * sin]",
        "[d_first * cos, d_second * cos]",
        "dx lacks the sines: x[i] stands in both outputs of its pair, and each of the two sends something back.",
    ),
    Mistake(
        "one-sign-for-both-sines",
        "d_second * cos - d_first * sin",
        "d_second * cos + d_first * sin",
        "Both halves of dx add their sine. In the second column of the matrix the sine has a minus: (-sin, cos).",
    ),
    Mistake(
        "angle-differentiated",
        "[d_first * cos + d_second * sin, d_second * cos - d_first * sin]",
        "[d_second * cos - d_first * sin, -d_first * cos - d_second * sin]",
        "cos has become -sin, and sin cos: this differentiates by the angle. The angle depends on the place alone, so "
        "cos and sin are constant factors of x.",
    ),
    Mistake(
        "halves-exchanged",
        "[d_first * cos + d_second * sin, d_second * cos - d_first * sin]",
        "[d_second * cos - d_first * sin, d_first * cos + d_second * sin]",
        "The two halves of dx stand in each other's place: the gradient of x[i] belongs at i, that of x[i + d/2] at "
        "i + d/2.",
    ),
    Mistake(
        "neighbours-on-the-way-back",
        "dx = np.concatenate([d_first * cos + d_second * sin, d_second * cos - d_first * sin], axis=-1)",
        "dx = np.stack([dY[..., ::2] * cos + dY[..., 1::2] * sin, dY[..., 1::2] * cos - dY[..., ::2] * sin], axis=-1)"
        ".reshape(dY.shape)",
        "The backward pairs neighbours, 2i with 2i + 1, where the forward paired i with i + d/2. With d = 2 the two "
        "are the same.",
    ),
    Mistake(
        "neighbours-paired",
        "Y = np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)",
        "Y = np.stack([x[..., ::2] * cos - x[..., 1::2] * sin, x[..., ::2] * sin + x[..., 1::2] * cos], axis=-1)"
        ".reshape(x.shape)",
        "The forward pairs neighbours, 2i with 2i + 1, as the paper does. Here the partner of channel i is i + d/2.",
        breaks="forward",
    ),
    Mistake(
        "turned-the-other-way",
        "angles = positions[:, np.newaxis]",
        "angles = -positions[:, np.newaxis]",
        "The angle has the wrong sign: from x[i] towards x[i + d/2] is forward, so Y[i] has the minus before its sine.",
        breaks="forward",
    ),
    Mistake(
        "half-the-exponent",
        "-2.0 * np.arange(half) / d",
        "-1.0 * np.arange(half) / d",
        "The exponent is -i/d. Pair i stands for two channels, so it is -2i/d, and the last pair turns almost base "
        "times as slowly as the first.",
        breaks="forward",
    ),
    Mistake(
        "rows-counted-for-positions",
        "angles = positions[:, np.newaxis]",
        "angles = np.arange(x.shape[-2])[:, np.newaxis]",
        "The angle is made of the row's number in x, and positions is not used. Behind a cache row 0 is not place 0.",
        breaks="forward",
    ),
    Mistake(
        "base-not-from-the-caller",
        "frequencies = base **",
        "frequencies = 10000.0 **",
        "base stands there as the number 10000, whatever the caller passes. It is an argument: use it.",
        breaks="forward",
    ),
    Mistake(
        "one-angle-for-all-pairs",
        "-2.0 * np.arange(half) / d",
        "-0.0 * np.arange(half) / d",
        "All pairs of a place are turned by one angle, positions[t]. Each pair has a speed of its own, base^(-2i/d), "
        "or places 44 apart, nearly seven full turns, would look almost alike.",
        breaks="forward",
    ),
    Mistake(
        "angles-in-single-precision",
        "angles = positions[:, np.newaxis] * frequencies",
        "angles = positions[:, np.newaxis].astype(np.float32) * frequencies.astype(np.float32)",
        "The angles are float32. Beyond place 1,000,000 neighbouring float32 numbers are 0.06 apart, so the angle is "
        "off by up to 0.03 of a radian. Make angles in float64, and cast their cosines and sines.",
        breaks="robustness",
    ),
)
