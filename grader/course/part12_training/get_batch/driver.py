"""Driver: get_batch, on a memory-mapped file of tokens."""

import tempfile
from pathlib import Path

import numpy as np

from grader.course.drivers.errors import require_value_error
from grader.course.drivers.peak_memory import peak_bytes

MEMORY_LIMIT = 1_000_000
"""Bytes that one batch of any case stays far below, and that any copy of the longest case's whole file exceeds."""


def drive(get_batch, tokens, batch_size, block_size, seed):
    """Write the tokens to a file, and draw a batch from its memory map: return x, y and the generator's next number.

    Where the file has no window, x and y are empty, and anything but a ValueError that names both lengths is refused.
    """
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.bin")
        tokens.astype(np.uint16).tofile(path)
        data = np.memmap(path, dtype=np.uint16, mode="r")
        if block_size >= len(data):
            _require_refused(get_batch, data, batch_size, block_size, rng)
            return np.zeros((0, 0)), np.zeros((0, 0)), rng.random()
        x, y = _call_within_memory(get_batch, data, batch_size, block_size, rng)
        x, y = _require_int64("x", x), _require_int64("y", y)
        del data
    return x, y, rng.random()


def _require_refused(get_batch, data, batch_size, block_size, rng):
    """Raise TypeError unless get_batch raises a ValueError whose message names both lengths."""
    asked = f"{len(data)} tokens have no window of {block_size} + 1"
    message = require_value_error(asked, lambda: get_batch(data, batch_size, block_size, rng))
    if str(len(data)) not in message or str(block_size) not in message:
        raise TypeError(f"{asked}: the ValueError has to name {len(data)} and {block_size}; it says {message!r}")


def _call_within_memory(get_batch, data, *rest):
    """Return get_batch's pair. Raises MemoryError where the call allocates more than MEMORY_LIMIT."""
    returned = []
    peak = peak_bytes(lambda: returned.append(get_batch(data, *rest)))
    if peak > MEMORY_LIMIT:
        raise MemoryError(
            f"{peak / 1e6:.1f} MB of memory for one batch out of a file of {data.nbytes / 1e6:.1f} MB: the whole file "
            "is brought into memory. Cut the windows out first, and widen them then"
        )
    (pair,) = returned
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise TypeError(f"return a pair (x, y); what came is a {type(pair).__name__}")
    return pair


def _require_int64(name, array):
    if not isinstance(array, np.ndarray) or array.dtype != np.int64:
        raise TypeError(f"{name} is {getattr(array, 'dtype', type(array).__name__)}; wanted an array of int64")
    return np.array(array)
