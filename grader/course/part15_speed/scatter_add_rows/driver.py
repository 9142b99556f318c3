"""Driver: scatter_add_rows."""

import numpy as np

from grader.course.drivers.peak_memory import peak_bytes


def drive(scatter_add_rows, ask, dW, ids, dY):
    """Return dW after the call.

    With ask="memory", return 1 where adding 10 rows to dW (20000, 8) allocates more than a third of its bytes, else 0.
    """
    if ask == "memory":
        rng = np.random.default_rng(0)
        large, few, rows = np.zeros((20_000, 8)), rng.integers(20_000, size=10), rng.standard_normal((10, 8))
        scatter_add_rows(np.zeros((3, 8)), few % 3, rows)  # what only a first call imports does not count
        peak = peak_bytes(lambda: scatter_add_rows(large, few, rows))
        return np.array(float(peak > large.nbytes / 3))
    scatter_add_rows(np.array(dW), (ids + 1) % len(dW), dY)  # a cache keyed by the ids' shape would now be wrong
    array = np.array(dW)
    scatter_add_rows(array, ids, dY)
    return array
