"""Where submissions are judged: in any `concurrent.futures.Executor`, by default one process for each core."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED as ANY
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from typing import Any

from grader.errors import BadInput
from grader.instructor.batch.grading_task import GradingTask, error_record, run_task
from grader.judge.sandbox.bubblewrap import SandboxUnavailable

Records = dict[str, dict[str, Any]]

DASK_SECONDS = 10
"""What a scheduler may take to answer."""

AHEAD = 2
"""Units handed out beyond those at work, so that no worker waits."""

BLAS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""One thread each: a process per core leaves none for more."""


class TaskExecutor:
    """An executor that is made anew where it breaks. `make` makes it, `width` says how many units it does at once."""

    def __init__(self, make: Callable[[], Executor], width: int) -> None:
        self._make, self.width = make, width
        self._executor = make()

    def grade(self, units: Iterable[GradingTask]) -> Iterator[tuple[GradingTask, Records]]:
        """Yield each unit with its records, as they come; only a few are in flight at any time.

        A unit whose process dies in the company of others is tried once more, alone; one that dies alone is an error
        of the grader. So no submission can take another's marks with it.
        """
        flying: dict[Future, GradingTask] = {}
        suspects: deque[GradingTask] = deque()
        coming, more = iter(units), True
        while more or flying or suspects:
            while more and not suspects and len(flying) < self.width + AHEAD:
                unit = next(coming, None)
                more = unit is not None
                if unit:
                    self._hand_out(unit, flying, suspects)
            if suspects and not flying:
                unit = suspects.popleft()
                yield unit, self._alone(unit)
            for future in [*wait(flying, return_when=ANY).done] if flying else []:
                unit = flying.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    suspects.append(unit)
                    self._renew()
                else:
                    yield unit, _records(future, unit)

    def _hand_out(self, unit: GradingTask, flying: dict[Future, GradingTask], suspects: deque[GradingTask]) -> None:
        try:
            flying[self._executor.submit(run_task, unit)] = unit
        except BrokenExecutor:
            suspects.append(unit)
            self._renew()

    def _alone(self, unit: GradingTask) -> Records:
        future = self._executor.submit(run_task, unit)
        if isinstance(future.exception(), BrokenExecutor):
            self._renew()
            reason = "the process that judged it died, twice; is there memory enough?"
            return {name: error_record(reason) for name in unit.names}
        return _records(future, unit)

    def _renew(self) -> None:
        self._executor.shutdown(wait=False)
        self._executor = self._make()

    def close(self, *, at_once: bool = False) -> None:
        """End the executor; `at_once` leaves what is at work unfinished."""
        for process in multiprocessing.active_children() if at_once else []:
            process.terminate()
        self._executor.shutdown(cancel_futures=True)


def _records(future: Future, unit: GradingTask) -> Records:
    """Return what came, or the executor's own trouble (Dask: a worker died too often) as errors of the grader.

    Raises NoSandbox, which is the trouble of all.
    """
    trouble = future.exception()
    if trouble is None or isinstance(trouble, SandboxUnavailable):
        return future.result()
    return {name: error_record(f"{type(trouble).__name__}: {trouble}") for name in unit.names}


@contextlib.contextmanager
def local_executor(jobs: int) -> Iterator[TaskExecutor]:
    """Judge in processes of this machine, `jobs` at once."""
    context = multiprocessing.get_context("spawn")  # a fork would share this process's threads and connections
    before = {name: os.environ.get(name) for name in BLAS}
    os.environ.update(dict.fromkeys(BLAS, "1"))  # what is spawned reads it before NumPy starts its threads
    workers = TaskExecutor(lambda: ProcessPoolExecutor(jobs, context, _begin), jobs)
    try:
        yield workers
    except BaseException:
        workers.close(at_once=True)
        raise
    else:
        workers.close()
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextlib.contextmanager
def dask_executor(address: str) -> Iterator[TaskExecutor]:
    """Judge on the workers of a Dask cluster. Raises BadInput where there is none at the address."""
    try:
        from distributed import Client
    except ImportError:
        raise BadInput("--dask needs Dask: pip install 'gpt2-by-hand[instructor]'.") from None
    try:
        client = Client(address, timeout=DASK_SECONDS)
    except (OSError, ValueError) as error:
        raise BadInput(f"No Dask scheduler answers at {address}: {error}. Start one with `dask scheduler`.") from None
    with client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise BadInput(f"The scheduler at {address} has no workers. Start some: dask worker {address}.")
        yield TaskExecutor(lambda: client.get_executor(pure=False), 2 * len(workers))


def processor_count() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """Leave Ctrl-C to the process in front, and end when it ends, however that comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Wait for the end of the process that started this one, and end too."""
    multiprocessing.parent_process().join()
    os._exit(1)
