"""Colours of numbers: blue below 0, red above, near white at 0, magenta for what is not finite."""

from __future__ import annotations

import numpy as np

BLUE, WHITE, RED = (33, 102, 172), (247, 247, 247), (178, 24, 43)
"""Ends and middle of a diverging scale that the colour-blind can read (Brewer's RdBu)."""

NOT_FINITE = (255, 0, 255)


@np.errstate(all="ignore")
def to_rgb(array: np.ndarray, full: float) -> np.ndarray:
    """Return RGB (..., 3), uint8; the colour is full at `full` and beyond. Small values show: the scale is a root."""
    t = np.clip(np.nan_to_num(array, posinf=full, neginf=-full) / full, -1, 1)
    strength = np.sqrt(np.abs(t))[..., None]
    ends = np.where((t < 0)[..., None], np.array(BLUE), np.array(RED))
    mixed = np.array(WHITE) + strength * (ends - np.array(WHITE))
    return np.where(np.isfinite(array)[..., None], mixed, np.array(NOT_FINITE)).round().astype(np.uint8)


def downsample(array: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Return an array of at most rows x columns: of each block the entry of largest size, so that none is lost."""
    for axis, most in ((0, rows), (1, columns)):
        if array.shape[axis] > most:
            blocks = np.array_split(array, most, axis=axis)
            array = np.stack([_largest(block, axis) for block in blocks], axis=axis)
    return array


def _largest(block: np.ndarray, axis: int) -> np.ndarray:
    size = np.where(np.isnan(block), np.inf, np.abs(block))
    at = np.expand_dims(np.argmax(size, axis=axis), axis)
    return np.take_along_axis(block, at, axis=axis).squeeze(axis)
