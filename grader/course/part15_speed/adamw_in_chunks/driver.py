"""Driver: adamw_in_chunks."""

import numpy as np

from grader.course.drivers.peak_memory import peak_bytes
from grader.course.drivers.row_ranges import split_rows


def drive(adamw_in_chunks, ask, theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk):
    """Return theta, m and v after the update in place. Raises ValueError where grad was changed.

    With ask="memory", theta is 1 where the call allocates more than a third of one array's bytes, for 100,000 entries,
    else 0; m and v are empty.
    """
    if ask == "memory":
        rng = np.random.default_rng(0)
        options = (t, lr, beta1, beta2, eps, weight_decay, chunk)
        adamw_in_chunks(*(np.ones(3) for _ in range(4)), *options)  # what only a first call allocates does not count
        large = [rng.standard_normal(100_000) ** 2 for _ in range(4)]
        peak = peak_bytes(lambda: adamw_in_chunks(*large, *options))
        return np.array(float(peak > large[0].nbytes / 3)), np.zeros(0), np.zeros(0)
    arrays = [np.array(array) for array in (theta, grad, m, v)]
    with split_rows(adamw_in_chunks):
        adamw_in_chunks(*arrays, t, lr, beta1, beta2, eps, weight_decay, chunk)
    if not np.array_equal(arrays[1], grad):
        raise ValueError("grad has changed; theta, m and v are what is to change")
    return arrays[0], arrays[2], arrays[3]
