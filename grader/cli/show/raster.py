"""The picture as pixels, and pixels as a PNG file (ISO/IEC 15948), without any drawing library."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from grader.cli.show.colour_map import downsample, to_rgb
from grader.cli.show.picture import Slice

PANEL = 320
"""Pixels of a panel's longer side, at most, where the array has fewer entries than that."""

GAP = 16
"""Pixels between two panels."""

BACKGROUND, DOT = 255, 120
"""Grey levels."""


def render_pixels(part: Slice, panel: int = PANEL) -> np.ndarray:
    """Return RGB (height, width, 3), uint8: the three panels side by side, a dot in every masked entry."""
    masked = part.masked
    left, middle, right = (_panel(array, scale, masked, panel) for _, array, scale in part.panels)
    gap = np.full((left.shape[0], GAP, 3), BACKGROUND, np.uint8)
    return np.concatenate([left, gap, middle, gap, right], axis=1)


def _panel(array: np.ndarray, scale: float, masked: np.ndarray, side: int) -> np.ndarray:
    small = downsample(array, side, side)
    cell = max(1, side // max(small.shape))
    image = np.repeat(np.repeat(to_rgb(small, scale), cell, axis=0), cell, axis=1)
    if cell >= 4 and small.shape == array.shape:
        centre, radius = cell // 2, max(1, cell // 8)
        for row, column in np.argwhere(masked):
            y, x = row * cell + centre, column * cell + centre
            image[y - radius : y + radius, x - radius : x + radius] = DOT
    return image


def encode_png(image: np.ndarray) -> bytes:
    """Return a PNG of RGB (height, width, 3), uint8: 8 bits, truecolour, no filter."""
    height, width, _ = image.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), image.reshape(height, -1)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
