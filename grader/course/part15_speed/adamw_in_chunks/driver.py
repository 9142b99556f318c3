"""Driver: adamw_in_chunks."""

import numpy as np

from grader.course.drivers.peak_memory import within_memory
from grader.course.drivers.row_ranges import split_rows

MANY = 140_000
"""Entries that take more than one chunk of the size that it has by default."""


def drive(adamw_in_chunks, ask, theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk):
    """Return theta, m and v after the update in place. Raises ValueError where grad was changed.

    With ask="copies" all four are repeated until there are MANY entries, the chunk is as large as by default, and
    ValueError is raised where two copies are not updated alike. With ask="memory" nothing is returned; MemoryError is
    raised where a call on 100,000 entries allocates more than a third of one array's bytes.
    """
    options = (t, lr, beta1, beta2, eps, weight_decay, chunk)
    if ask == "memory":
        rng = np.random.default_rng(0)
        adamw_in_chunks(*(np.ones(3) for _ in range(4)), *options)  # what only a first call allocates does not count
        large = [rng.standard_normal(100_000) ** 2 for _ in range(4)]
        what = f"a step on arrays of {large[0].nbytes:,} bytes, in chunks of {chunk} entries,"
        within_memory(large[0].nbytes / 3, what, lambda: adamw_in_chunks(*large, *options))
        return np.zeros(0), np.zeros(0), np.zeros(0)
    copies = -(-MANY // theta.size) if ask == "copies" else 1
    given = [np.concatenate([array] * copies) for array in (theta, grad, m, v)]
    arrays = [array.copy() for array in given]
    with split_rows(adamw_in_chunks, ranges=1 if ask == "copies" else 3):
        adamw_in_chunks(*arrays, *(options[:-1] if ask == "copies" else options))
    if not np.array_equal(arrays[1], given[1]):
        raise ValueError("grad has changed; theta, m and v are what is to change")
    return tuple(_one_of(name, arrays[i], copies) for name, i in (("theta", 0), ("m", 2), ("v", 3)))


def _one_of(name, array, copies):
    """Return the first of `copies` equal parts of an array."""
    parts = array.reshape(copies, -1, *array.shape[1:])
    if np.any(
        apart := np.any(
            ~np.isclose(parts, parts[0], rtol=1e-12, atol=0, equal_nan=True), axis=tuple(range(1, parts.ndim))
        )
    ):
        raise ValueError(
            f"the same numbers were given {copies} times: {name} is another from copy {np.argmax(apart)} on"
        )
    return parts[0]
