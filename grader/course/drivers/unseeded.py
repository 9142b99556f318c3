"""Whether what is promised to be random is another thing at every call, without a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np


def require_different_runs(run: Callable[[], Any]) -> None:
    """Raise ValueError where two calls of run(), which is given no generator, return the same numbers.

    NumPy's and Python's global generators start from the same state each time: the numbers have to come from a new one.
    """
    if (first := _without_seed(run)) == _without_seed(run):
        raise ValueError(f"two runs without a generator gave the same, {first}: rng None is a new, unseeded generator")


def _without_seed(run: Callable[[], Any]) -> list[Any]:
    before, before_python = np.random.get_state(), random.getstate()
    np.random.seed(0)
    random.seed(0)
    try:
        return np.asarray(run()).tolist()
    finally:
        np.random.set_state(before)
        random.setstate(before_python)
