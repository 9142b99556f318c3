"""How get_batch is asked."""

import tempfile
import tracemalloc
from pathlib import Path

import numpy as np

READS_TOO_MUCH = 1_000_000
"""Bytes that no batch of these cases comes near to, and that every copy of the whole long file exceeds."""


def drive(get_batch, tokens, batch_size, block_size, seed):
    """Lay the tokens in a file, ask for a batch of its memory map, and draw once more from the generator.

    `refused` is 1 where the data was refused by a ValueError that names both lengths.
    """
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.bin")
        tokens.astype(np.uint16).tofile(path)
        data = np.memmap(path, dtype=np.uint16, mode="r")
        try:
            x, y = _measured(get_batch, data, batch_size, block_size, rng)
        except ValueError as error:
            named = str(len(tokens)) in str(error) and str(block_size) in str(error)
            if not named:
                raise
            return np.zeros((0, 0)), np.zeros((0, 0)), 0.0, 1.0
        x, y = _whole_numbers("x", x), _whole_numbers("y", y)
        del data
    return x, y, rng.random(), 0.0


def _measured(get_batch, data, *rest):
    """Call get_batch; raise where it brings the file into memory."""
    watching = tracemalloc.is_tracing()
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        returned = get_batch(data, *rest)
        taken = tracemalloc.get_traced_memory()[1] - before
    finally:
        if not watching:
            tracemalloc.stop()
    if taken > READS_TOO_MUCH:
        raise MemoryError(
            f"{taken / 1e6:.1f} MB of memory for one batch out of a file of {data.nbytes / 1e6:.1f} MB: the whole file "
            "is brought into memory. Cut the windows out first, and widen them then"
        )
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise TypeError(f"return a pair (x, y); what came is a {type(returned).__name__}")
    return returned


def _whole_numbers(name, array):
    if not isinstance(array, np.ndarray) or array.dtype != np.int64:
        raise TypeError(f"{name} is {getattr(array, 'dtype', type(array).__name__)}; wanted an array of int64")
    return np.array(array)
