"""share: cut work into stretches, one for each processor, and do them at the same time.

Forward   work(0, n) is work(0, n / 2) and work(n / 2, n), in two threads: NumPy lets go of Python's lock as it computes
Given     work(start, stop), which does the rows from start up to stop, and n, the number of rows
Wanted    every row done once, all stretches at the same time, and no return before all of them are done
Source    Python's documentation of concurrent.futures and of the global interpreter lock; NumPy's, "Thread safety"
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from itertools import pairwise

from threadpoolctl import ThreadpoolController

# By hand: 11 rows are cut into 3 stretches whose lengths differ by at most 1, the shorter ones first. Where does each
# begin and end?
by_hand = {"result": None}


def share(work: Callable[[int, int], None], n: int, least: int = 1, threads: int | None = None) -> None:
    """Call work(start, stop) for stretches that cover range(n), one thread each, and return when all of them are done.

    There are `threads` stretches (None: as many as BLAS has threads), fewer where one would have under `least` rows.
    Stretch i of p goes from n i // p to n (i + 1) // p. The calling thread does the first itself. BLAS has one thread
    for each meanwhile. An exception of any stretch is raised here, after all have ended. `work` must not share again.
    Where n is 0, work(0, 0) may be called, or nothing.
    """
    raise NotImplementedError(
        "share: derive every row done once, all stretches at the same time, and no return before all of "
        "them are done."
    )
