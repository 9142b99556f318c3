"""What code sets for the whole process, given back after it: it may not reach what the judge computes."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator

import numpy as np

errstate, get_printoptions, set_printoptions = np.errstate, np.get_printoptions, np.set_printoptions
"""As they are before student code runs, which may put something else into NumPy's place for them."""


@contextlib.contextmanager
def restored_settings(recursion_limit: int = 0) -> Iterator[None]:
    """Give back the recursion limit, warnings' filters, NumPy's floating-point errors and how arrays are printed.

    `recursion_limit` is one that the code has set for itself before; it counts where it is higher than the present one.
    What was not changed costs no more than a comparison: an answer is called some thousand times in a verdict.
    """
    depth = sys.getrecursionlimit()
    filters, show = warnings.filters, warnings.showwarning
    entries, printing = filters[:], get_printoptions()
    if recursion_limit > depth:
        sys.setrecursionlimit(recursion_limit)
    try:
        with errstate():
            yield
    finally:
        if sys.getrecursionlimit() != depth:
            sys.setrecursionlimit(depth)
        warnings.showwarning = show
        if warnings.filters is not filters or filters != entries:
            filters[:] = entries
            warnings.filters = filters
            with warnings.catch_warnings():
                pass  # forgets what was decided by the other filters
        if get_printoptions() != printing:
            set_printoptions(**printing)
