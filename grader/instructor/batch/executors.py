"""Executors that judge a class: a local process pool, a Dask cluster, or any other `concurrent.futures.Executor`."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait

from grader.errors import BadInput
from grader.instructor.batch.grading_task import GradingTask, Record, error_records, run_grading_task
from grader.instructor.worker_processes import process_pool, terminate_children
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.paths import installing

DASK_TIMEOUT = 10
"""Seconds that a scheduler may take to answer."""

QUEUED = 2
"""Tasks submitted beyond those that are running, so that no worker waits for its next one."""


class TaskExecutor:
    """Runs grading tasks on an executor, and replaces the executor where a dying process broke it.

    `make_executor` makes one; `width` says how many tasks it runs at once.
    """

    def __init__(self, make_executor: Callable[[], Executor], width: int) -> None:
        self._make_executor, self.width = make_executor, width
        self._executor = make_executor()

    def run(self, tasks: Iterable[GradingTask]) -> Iterator[tuple[GradingTask, dict[str, Record]]]:
        """Yield each task with its records, as they complete; only a few tasks are submitted at any time.

        A process that dies breaks every task in flight. Each of them is run again, alone; one that breaks the executor
        alone is a grader error. So no submission can take another's marks with it.
        """
        pending: dict[Future, GradingTask] = {}
        suspects: deque[GradingTask] = deque()
        upcoming, more = iter(tasks), True
        while more or pending or suspects:
            while more and not suspects and len(pending) < self.width + QUEUED:
                task = next(upcoming, None)
                more = task is not None
                if task:
                    self._submit(task, pending, suspects)
            if suspects and not pending:
                task = suspects.popleft()
                yield task, self._run_alone(task)
            for future in [*wait(pending, return_when=FIRST_COMPLETED).done] if pending else []:
                task = pending.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    suspects.append(task)
                    self._replace_executor()
                else:
                    yield task, _records(future, task)

    def close(self, *, at_once: bool = False) -> None:
        """Shut the executor down; `at_once` terminates this process's workers, whatever they are at."""
        if at_once:
            terminate_children()
        self._executor.shutdown(cancel_futures=True)

    def _submit(self, task: GradingTask, pending: dict[Future, GradingTask], suspects: deque[GradingTask]) -> None:
        try:
            pending[self._executor.submit(run_grading_task, task)] = task
        except BrokenExecutor:
            suspects.append(task)
            self._replace_executor()

    def _run_alone(self, task: GradingTask) -> dict[str, Record]:
        future = self._executor.submit(run_grading_task, task)
        if isinstance(future.exception(), BrokenExecutor):
            self._replace_executor()
            return error_records(task, "the process that judged it died, twice; is there memory enough?")
        return _records(future, task)

    def _replace_executor(self) -> None:
        self._executor.shutdown(wait=False)
        self._executor = self._make_executor()


def _records(future: Future, task: GradingTask) -> dict[str, Record]:
    """Return a future's records; an exception of the executor (Dask: a worker died too often) as grader errors.

    Raises SandboxUnavailable, which no other task would escape.
    """
    error = future.exception()
    if error is None or isinstance(error, SandboxUnavailable):
        return future.result()
    return error_records(task, f"{type(error).__name__}: {error}")


@contextlib.contextmanager
def local_executor(jobs: int) -> Iterator[TaskExecutor]:
    """Judge in `jobs` processes of this machine."""
    executor = TaskExecutor(lambda: process_pool(jobs, "spawn"), jobs)
    try:
        yield executor
    except BaseException:
        executor.close(at_once=True)
        raise
    else:
        executor.close()


@contextlib.contextmanager
def dask_executor(address: str) -> Iterator[TaskExecutor]:
    """Judge on the workers of the Dask cluster with its scheduler at this address. Raises BadInput without workers."""
    try:
        from distributed import Client
    except ImportError:
        raise BadInput(f"--dask needs Dask: {installing('instructor')} brings it.") from None
    try:
        client = Client(address, timeout=DASK_TIMEOUT)
    except (OSError, ValueError) as error:
        raise BadInput(f"No Dask scheduler answers at {address}: {error}. Start one with `dask scheduler`.") from None
    with client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise BadInput(f"The scheduler at {address} has no workers. Start some: dask worker {address}.")
        yield TaskExecutor(lambda: client.get_executor(pure=False), 2 * len(workers))
