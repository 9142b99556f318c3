"""Recipes for the state of AdamW: a gradient, and the averages m and v that gradients of its size leave."""

from __future__ import annotations

import numpy as np

from grader.course.inputs import normal, rows
from grader.course.spec import Recipe

SCALES = (1e100, 1.0, 1e-5, 1e-100)
"""Sizes of gradients, of one row each, in `huge_and_tiny_state`."""


def squares(*shape: int, scale: float = 1.0) -> Recipe:
    """Entries of 0.5 to 1.5 times the scale: averages of squares."""
    return lambda rng: np.asarray(scale * rng.uniform(0.5, 1.5, shape))


def adam_state(*shape: int, scale: float = 1.0) -> dict[str, Recipe]:
    """Return recipes for grad, m and v, of gradients of size `scale`."""
    return {
        "grad": normal(*shape, std=scale),
        "m": normal(*shape, std=scale),
        "v": squares(*shape, scale=scale**2),
    }


def huge_and_tiny_state(columns: int) -> dict[str, Recipe]:
    """Return recipes for grad, m and v (4, columns), with a row for each of SCALES."""
    states = [adam_state(columns, scale=scale) for scale in SCALES]
    return {name: rows(*(state[name] for state in states)) for name in ("grad", "m", "v")}


def zeros(*shape: int) -> Recipe:
    """Zeros: the averages before the first step."""
    return lambda rng: np.zeros(shape)
