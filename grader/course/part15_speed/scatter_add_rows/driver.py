"""How scatter_add_rows is asked."""

import numpy as np

from grader.course.drivers.peak_memory import most_taken


def drive(scatter_add_rows, ask, dW, ids, dY):
    """Return what stands in dW afterwards.

    "memory": 1 where it took more than a third of dW's own bytes beside it, for dW (20000, 8) and 10 rows.
    """
    if ask == "memory":
        rng = np.random.default_rng(0)
        large, few, rows = np.zeros((20_000, 8)), rng.integers(20_000, size=10), rng.standard_normal((10, 8))
        scatter_add_rows(np.zeros((3, 8)), few % 3, rows)  # what is imported on the way is not counted
        taken = most_taken(lambda: scatter_add_rows(large, few, rows))
        return np.array(float(taken > large.nbytes / 3))
    scatter_add_rows(np.array(dW), (ids + 1) % len(dW), dY)  # other ids of the same shape, for whoever remembers those
    written = np.array(dW)
    scatter_add_rows(written, ids, dY)
    return written
