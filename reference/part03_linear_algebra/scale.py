"""scale: c x, with a number c."""

from __future__ import annotations

import numpy as np


def forward(x, c):
    """x of any shape, c a number -> the shape of x."""
    return np.multiply(x, c)


def torch_forward(x, c):
    """x of any shape, c a number -> the shape of x."""
    return c * x
