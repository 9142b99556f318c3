"""Driver: cross_entropy_in_place."""

import numpy as np

from grader.course.drivers.peak_memory import within_memory
from grader.course.drivers.row_ranges import split_rows

MANY = 540_000
"""Entries that take more than one chunk of the size that it has by default."""


def drive(cross_entropy_in_place, ask, logits, targets, ignore_index, chunk):
    """Return the loss, and the array `logits` after the call: dlogits.

    With ask="copies" the rows are repeated until there are MANY entries, the chunk is as large as by default, and what
    comes back is of one copy. With ask="memory" nothing is returned; MemoryError is raised where a call on logits (200,
    500) allocates more than a third of their bytes.
    """
    if ask == "memory":
        rng = np.random.default_rng(0)
        cross_entropy_in_place(np.zeros((2, 5)), np.arange(2))  # what only a first call allocates does not count
        logits, targets = rng.standard_normal((200, 500)), rng.integers(500, size=200)
        what = f"a call on logits of {logits.nbytes:,} bytes"
        within_memory(logits.nbytes / 3, what, lambda: cross_entropy_in_place(logits, targets, ignore_index, chunk))
        return 0.0, np.zeros(0)
    copies = -(-MANY // logits.size) if ask == "copies" else 1
    array, wanted = np.concatenate([logits] * copies), np.concatenate([targets] * copies)
    with split_rows(cross_entropy_in_place, ranges=1 if ask == "copies" else 3):
        loss = cross_entropy_in_place(array, wanted, ignore_index, *([] if ask == "copies" else [chunk]))
    if not isinstance(loss, (float, np.number)) and np.ndim(loss):
        raise TypeError(f"the loss is a {type(loss).__name__} of shape {np.shape(loss)}; wanted one number")
    parts = array.reshape(copies, *logits.shape)
    if np.any(apart := ~np.isclose(parts, parts[0], rtol=1e-9, atol=1e-15, equal_nan=True).all(axis=(1, 2))):
        raise ValueError(f"the same rows were given {copies} times: dlogits is another from copy {np.argmax(apart)} on")
    return np.asarray(loss, logits.dtype), parts[0] * copies
