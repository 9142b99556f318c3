"""How adamw_in_chunks is asked."""

import numpy as np

from grader.course.drivers.peak_memory import most_taken
from grader.course.drivers.row_ranges import in_stretches


def drive(adamw_in_chunks, ask, theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk):
    """Return what stands in theta, m and v afterwards; raises where grad has changed.

    "memory": 1, as theta, where it took more than a third of one array's bytes beside them, for 100,000 entries.
    """
    if ask == "memory":
        rng = np.random.default_rng(0)
        options = (t, lr, beta1, beta2, eps, weight_decay, chunk)
        adamw_in_chunks(*(np.ones(3) for _ in range(4)), *options)  # what the first call does once is not counted
        large = [rng.standard_normal(100_000) ** 2 for _ in range(4)]
        taken = most_taken(lambda: adamw_in_chunks(*large, *options))
        return np.array(float(taken > large[0].nbytes / 3)), np.zeros(0), np.zeros(0)
    written = [np.array(array) for array in (theta, grad, m, v)]
    with in_stretches(adamw_in_chunks):
        adamw_in_chunks(*written, t, lr, beta1, beta2, eps, weight_decay, chunk)
    if not np.array_equal(written[1], grad):
        raise ValueError("grad has changed; theta, m and v are what is to change")
    return written[0], written[2], written[3]
