"""In what a model computes where nobody says."""

from __future__ import annotations

import numpy as np

SMALL = 10_000_000
"""Parameters up to which float64 is quick; larger models run in float32."""


def dtype_for(parameters: int) -> type[np.floating]:
    """Return the dtype in which a model of so many parameters runs."""
    return np.float64 if parameters <= SMALL else np.float32
