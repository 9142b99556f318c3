"""Driver: share. Gives it work that records which row ranges were done, when, and with how many BLAS threads."""

import threading
import time
from contextlib import suppress

import numpy as np

TIMEOUT = 0.2
"""Seconds that a range waits for the others to begin, or for the first to end."""

SLOW = 0.04
"""Seconds that a slow range continues after the first has ended: a `share` that does not wait has returned by then."""


def drive(share, ask, n, least, threads):
    """Call share on `n` rows with work that records, and return what `ask` names.

    "stretches": the row ranges (start, stop), sorted, with (-1, -1) for each thread that gets none. "together": 1 where
    all ranges run at the same time. "done": 0, and how many ranges had ended when share returned; all but the first are
    slow. "raised", "raised first": 1 where an exception of the last range, or of the first, is passed on, else 0, and
    how many other ranges had ended. "blas": the number of BLAS threads within the first range, and afterwards; "blas,
    raised": the same, where that range raises an exception. "by blas": how many ranges there are without a number of
    threads, divided by the number of BLAS threads. "caller": nothing; RuntimeError is raised unless the calling thread
    does the first range. "no rows": nothing; RuntimeError is raised where a range other than (0, 0) is done.
    """
    if ask == "stretches":
        return _row_ranges(share, n, least, threads)
    if ask == "together":
        return _run_together(share, n, least, threads)
    if ask.startswith("blas"):
        return _blas_threads_within_and_after(share, n, least, threads, raises=ask == "blas, raised")
    if ask == "no rows":
        return _require_no_rows(share, n, least, threads)
    if ask == "caller":
        return _require_caller(share, n, least, threads)
    if ask == "by blas":
        return _ranges_per_blas_thread(share, n, least)
    return _ended_ranges(share, ask, n, least, threads)


def _row_ranges(share, n, least, threads):
    ranges = []
    share(lambda start, stop: ranges.append((start, stop)), n, least, threads)
    _wait_until(lambda: sum(stop - start for start, stop in ranges) >= n)
    return np.array(sorted(ranges) + [(-1, -1)] * (threads - len(ranges)), float)


def _run_together(share, n, least, threads):
    met = []
    barrier = threading.Barrier(threads)

    def work(start, stop):
        try:
            barrier.wait(TIMEOUT)
            met.append(start)
        except threading.BrokenBarrierError:
            return

    share(work, n, least, threads)
    _wait_until(lambda: len(met) >= threads)
    return np.array(float(len(met) == threads))


def _blas_threads_within_and_after(share, n, least, threads, raises):
    from threadpoolctl import threadpool_limits  # not everywhere where the catalogue is read

    with threadpool_limits(2, "blas"):
        # By start: only the first range counts, as a share that does not wait may have reset BLAS before the others.
        within = {}

        def work(start, stop):
            within[start] = _blas_threads()
            if raises and start == 0:
                raise ArithmeticError("of one stretch")

        with suppress(ArithmeticError):
            share(work, n, least, threads)
        _wait_until(lambda: len(within) >= threads)
        return np.array([within.get(0, -1), _blas_threads()], float)


def _require_caller(share, n, least, threads):
    """Raise RuntimeError unless the calling thread does the first range."""
    done_by = {}
    share(lambda start, stop: done_by.update({start: threading.get_ident()}), n, least, threads)
    if done_by.get(0) != threading.get_ident():
        raise RuntimeError("the first range is done by another thread than the calling one, which waits meanwhile")
    return np.zeros(0)


def _require_no_rows(share, n, least, threads):
    """Raise RuntimeError where there are no rows and a range other than (0, 0) is done."""
    ranges = []
    share(lambda start, stop: ranges.append((start, stop)), n, least, threads)
    if odd := [each for each in ranges if each != (0, 0)]:
        raise RuntimeError(f"there are no rows, and work was called with {odd[0]}")
    return np.zeros(0)


def _ranges_per_blas_thread(share, n, least):
    starts = []
    most = min(_blas_threads(), n)
    share(lambda start, stop: starts.append(start), n, least)
    _wait_until(lambda: len(starts) >= most)
    return np.array(len(starts) / most)


def _ended_ranges(share, ask, n, least, threads):
    """Return 1 or 0 for an exception that came, and how many ranges without one had ended by then."""
    ended = []
    first_ended = threading.Event()

    def work(start, stop):
        if start:
            first_ended.wait(TIMEOUT)
            time.sleep(SLOW)
        else:
            ended.append(start)
            first_ended.set()
        if (ask == "raised" and stop == n) or (ask == "raised first" and not start):
            raise ArithmeticError("of one stretch")
        if start:
            ended.append(start)

    try:
        share(work, n, least, threads)
    except ArithmeticError:
        return np.array([1.0, len(ended) - (ask == "raised first")])
    return np.array([0.0, len(ended)])


def _wait_until(done):
    """Wait for ranges that share did not wait for: "done" judges when it returns, the others judge what was done."""
    end = time.monotonic() + TIMEOUT
    while not done() and time.monotonic() < end:
        time.sleep(0.001)


def _blas_threads():
    from threadpoolctl import threadpool_info

    return max((library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"), default=1)
