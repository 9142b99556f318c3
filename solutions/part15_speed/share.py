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
by_hand = {"result": [[0, 3], [3, 7], [7, 11]]}


def share(work: Callable[[int, int], None], n: int, least: int = 1, threads: int | None = None) -> None:
    """Call work(start, stop) for stretches that cover range(n), one thread each, and return when all of them are done.

    There are `threads` stretches (None: as many as BLAS has threads), fewer where one would have under `least` rows.
    Stretch i of p goes from n i // p to n (i + 1) // p. The calling thread does the first itself. BLAS has one thread
    for each meanwhile. An exception of any stretch is raised here, after all have ended. `work` must not share again.
    Where n is 0, work(0, 0) may be called, or nothing.
    """
    ### BEGIN SOLUTION
    parts = min(blas_threads() if threads is None else threads, n // max(1, least))
    if parts <= 1:
        work(0, n)  # a second thread costs about 0.1 ms before it has done anything
        return
    edges = [n * i // parts for i in range(parts + 1)]
    # BLAS's own threads go on looking for work after a product, on the processors that ours are to have.
    with _blas().limit(limits=1):
        others = [_helpers(os.getpid(), parts).submit(work, *edge) for edge in pairwise(edges[1:])]
        try:
            work(0, edges[1])
        finally:
            wait(others)  # whoever goes on while another still writes reads half of an answer
    for other in others:
        other.result()  # raises what the stretch raised


@cache
def _helpers(pid: int, parts: int) -> ThreadPoolExecutor:
    """Return waiting threads. They belong to one process: a fork inherits the object and not the threads."""
    return ThreadPoolExecutor(parts - 1, thread_name_prefix=f"share-{pid}")


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


@cache
def blas_threads() -> int:
    """Return how many threads BLAS was given: OPENBLAS_NUM_THREADS and its like decide for the threads here as well."""
    return max((library["num_threads"] for library in _blas().info()), default=1)
    ### END SOLUTION
