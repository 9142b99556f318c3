"""bfloat16, which NumPy lacks: the upper half of a float32."""

from __future__ import annotations

import numpy as np


def widen(bits: np.ndarray) -> np.ndarray:
    """Return the float32 numbers of bfloat16 ones, whose bits are read as uint16; of the same shape."""
    return (bits.astype(np.uint32) << 16).view(np.float32)
