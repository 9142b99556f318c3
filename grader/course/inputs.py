"""Recipes for inputs: each call returns a function from a generator to one array (float64 unless said)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.course.spec import Recipe


def normal(*shape: int, mean: float = 0.0, std: float = 1.0) -> Recipe:
    """Normal entries."""
    return lambda rng: np.asarray(mean + std * rng.standard_normal(shape))


def gain(*shape: int) -> Recipe:
    """Entries of either sign and of size 0.5 to 1.5: gammas and scales that are never 1 and never 0 in the mean."""
    return lambda rng: rng.uniform(0.5, 1.5, shape) * np.where(rng.random(shape) < 0.3, -1.0, 1.0)


def away_from_zero(*shape: int, margin: float = 0.1) -> Recipe:
    """Entries of either sign at least `margin` from 0, so that no finite difference straddles a kink there."""

    def build(rng: np.random.Generator) -> np.ndarray:
        x = rng.standard_normal(shape)
        return x + np.copysign(margin, x)

    return build


def exact(values: float | Sequence) -> Recipe:
    """Just these float64 values."""
    return lambda rng: np.array(values, dtype=np.float64)


def integers(values: int | Sequence) -> Recipe:
    """Just these int64 values."""
    return lambda rng: np.array(values, dtype=np.int64)


def ids(*shape: int, below: int) -> Recipe:
    """Token ids in [0, below); where two or more are drawn, the last repeats the first."""

    def build(rng: np.random.Generator) -> np.ndarray:
        drawn = rng.integers(below, size=shape)
        if drawn.size > 1:
            drawn.flat[-1] = drawn.flat[0]
        return drawn

    return build


def token_file(recipe: Recipe) -> Recipe:
    """The same ids in uint16, as a token file holds them."""
    return lambda rng: recipe(rng).astype(np.uint16)


def single(recipe: Recipe | Mapping[str, Recipe]) -> Any:
    """The same numbers in float32, of one recipe or of each in a mapping."""
    if isinstance(recipe, Mapping):
        return {name: single(inner) for name, inner in recipe.items()}
    return lambda rng: recipe(rng).astype(np.float32)


def view(recipe: Recipe) -> Recipe:
    """The same numbers as a view that is not contiguous: every axis strided, as a slice of a larger array is."""

    def build(rng: np.random.Generator) -> np.ndarray:
        x = recipe(rng)
        if x.ndim == 0:
            return x
        wide = np.zeros(tuple(2 * n + 1 for n in x.shape), dtype=x.dtype)
        inner = wide[tuple(slice(1, None, 2) for _ in x.shape)]
        inner[...] = x
        return inner

    return build


def rows(*recipes: Recipe) -> Recipe:
    """Stack recipes of one shape along a new first axis: rows of different kinds, side by side."""
    return lambda rng: np.stack([recipe(rng) for recipe in recipes])
