"""How share is asked."""

import threading
import time

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

PATIENCE = 0.2
"""Seconds that a stretch waits for the others to begin, or for the first to be over."""

SLOW = 0.04
"""Seconds that a stretch goes on after the first is over: who does not wait has returned long before."""


def drive(share, ask, n, least, threads):
    """Return what `ask` names.

    "stretches": where each begins and ends, -1 for each thread that does nothing; "together": 1 where all run at the
    same time; "done": how many had ended when share returned, though all but the first are slow; "raised", "raised
    first": 1 where what the last stretch, or the first, raises arrives, and how many others had ended; "blas": BLAS's
    threads within the first, and afterwards; "by blas": how many there are where no number is asked for, in BLAS's.
    """
    found = []
    if ask == "stretches":
        share(lambda start, stop: found.append((start, stop)), n, least, threads)
        _settle(lambda: sum(stop - start for start, stop in found) >= n)
        return np.array(sorted(found) + [(-1, -1)] * (threads - len(found)), float)
    if ask == "together":
        meeting = threading.Barrier(threads)

        def meet(start, stop):
            try:
                meeting.wait(PATIENCE)
                found.append(start)
            except threading.BrokenBarrierError:
                return

        share(meet, n, least, threads)
        _settle(lambda: len(found) >= threads)
        return np.array(float(len(found) == threads))
    if ask == "blas":
        with threadpool_limits(2, "blas"):
            within = {}  # the first stretch's is told: whoever does not wait may have given BLAS its threads back since
            share(lambda start, stop: within.update({start: _blas_threads()}), n, least, threads)
            _settle(lambda: len(within) >= threads)
            return np.array([within.get(0, -1), _blas_threads()], float)
    if ask == "by blas":
        most = min(_blas_threads(), n)
        share(lambda start, stop: found.append(start), n, least)
        _settle(lambda: len(found) >= most)
        return np.array(len(found) / most)

    first_is_over = threading.Event()

    def slow(start, stop):
        if start:
            first_is_over.wait(PATIENCE)
            time.sleep(SLOW)
        else:
            found.append(start)
            first_is_over.set()
        if (ask == "raised" and stop == n) or (ask == "raised first" and not start):
            raise ArithmeticError("of one stretch")
        if start:
            found.append(start)

    try:
        share(slow, n, least, threads)
    except ArithmeticError:
        return np.array([1.0, len(found) - (ask == "raised first")])
    return np.array([0.0, len(found)])


def _settle(done):
    """Wait for stretches that share did not wait for: "done" judges when, and the rest judges what."""
    end = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < end:
        time.sleep(0.001)


def _blas_threads():
    return max((library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"), default=1)
