"""The colour map: blue below 0, red above, near white at 0, magenta for what is not finite; and downsampling."""

from __future__ import annotations

import numpy as np

BLUE, WHITE, RED = (33, 102, 172), (247, 247, 247), (178, 24, 43)
"""RGB of the ends and the middle of ColorBrewer's diverging map RdBu, which the colour-blind can read."""

NOT_FINITE = (255, 0, 255)


@np.errstate(all="ignore")
def to_rgb(array: np.ndarray, scale: float) -> np.ndarray:
    """Map values (...) to RGB (..., 3), uint8; the colour is full from `scale` on.

    The strength is the square root of the value over the scale, so that small values show.
    """
    t = np.clip(np.nan_to_num(array, posinf=scale, neginf=-scale) / scale, -1, 1)
    strength = np.sqrt(np.abs(t))[..., None]
    ends = np.where((t < 0)[..., None], np.array(BLUE), np.array(RED))
    mixed = np.array(WHITE) + strength * (ends - np.array(WHITE))
    return np.where(np.isfinite(array)[..., None], mixed, np.array(NOT_FINITE)).round().astype(np.uint8)


def downsample(array: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Shrink an array to at most (rows, columns): of each block the entry of largest absolute value, or NaN, is kept.

    So one wrong entry among many is not lost, as it would be in a mean.
    """
    for axis, limit in ((0, rows), (1, columns)):
        if array.shape[axis] > limit:
            blocks = np.array_split(array, limit, axis=axis)
            array = np.stack([_largest(block, axis) for block in blocks], axis=axis)
    return array


def _largest(block: np.ndarray, axis: int) -> np.ndarray:
    size = np.where(np.isnan(block), np.inf, np.abs(block))
    index = np.expand_dims(np.argmax(size, axis=axis), axis)
    return np.take_along_axis(block, index, axis=axis).squeeze(axis)


def needs_black_ink(colour: np.ndarray) -> bool:
    """Return whether black text reads better than white on an RGB colour (3,): by its relative luminance (WCAG 2)."""
    light = (np.asarray(colour) / 255) ** 2.2  # sRGB, nearly
    return float(light @ (0.2126, 0.7152, 0.0722)) > 0.179  # where both have the same contrast
