"""Worker processes: how many fit this machine, how one begins, and that none outlives the process that started it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import Literal

BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""The variables from which a BLAS library reads, when it is loaded, how many threads to start."""


def processor_count() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def process_pool(jobs: int, start_method: Literal["spawn", "fork"]) -> ProcessPoolExecutor:
    """Return a pool of `jobs` processes with one BLAS thread each. They end with this process, however it ends.

    "spawn" inherits no thread, lock or connection of this process; "fork" inherits what it has computed and cached.
    """
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(start_method), _initialize)


def terminate_children() -> None:
    """Terminate this process's worker processes, whatever they are at."""
    for process in multiprocessing.active_children():
        process.terminate()


def _initialize() -> None:
    """Prepare a worker process: Ctrl-C ends it, the end of its parent ends it, BLAS runs on one thread."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.update(dict.fromkeys(BLAS_THREADS, "1"))  # for libraries that are loaded from now on
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # for those that are loaded already


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
