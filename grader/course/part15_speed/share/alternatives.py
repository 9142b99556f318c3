"""A right alternative to share: new threads at every call."""

import threading

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits


def plain_threads(work, n, least=1, threads=None):
    """A Thread for each row range, and a list of the exceptions that they raise."""
    blas_threads = max([x["num_threads"] for x in threadpool_info() if x["user_api"] == "blas"] or [1])
    parts = max(1, min(threads or blas_threads, n // max(1, least)))
    edges = [i * n // parts for i in range(parts)] + [n]
    raised = []

    def run_range(i):
        try:
            work(edges[i], edges[i + 1])
        except BaseException as error:
            raised.append(error)

    with threadpool_limits(1, "blas"):
        started = [threading.Thread(target=run_range, args=(i,)) for i in range(1, parts)]
        for thread in started:
            thread.start()
        run_range(0)
        for thread in started:
            thread.join()
    if raised:
        raise raised[0]
    assert np.all(np.diff(edges) >= 0)
