"""Right alternatives to get_batch: correct answers, written in other ways."""

import numpy as np


def window_by_window(data, batch_size, block_size, rng):
    """One slice for each start, as in nanoGPT."""
    if len(data) < block_size + 1:
        raise ValueError(f"{len(data)} tokens are too few for a block of {block_size}")
    starts = rng.integers(0, len(data) - block_size, (batch_size,))
    x = np.stack([data[i : i + block_size].astype(np.int64) for i in starts])
    y = np.stack([data[i + 1 : i + 1 + block_size].astype(np.int64) for i in starts])
    return x, y


def start_by_start(data, batch_size, block_size, rng):
    """One draw at a time; the windows are written into preallocated arrays."""
    x = np.empty((batch_size, block_size), dtype=np.int64)
    y = np.empty_like(x)
    starts = len(data) - block_size
    if starts < 1:
        raise ValueError(f"no window of {block_size} + 1 tokens among {len(data)}")
    for b in range(batch_size):
        start = int(rng.integers(starts))
        x[b] = data[start : start + block_size]
        y[b] = data[start + 1 : start + block_size + 1]
    return x, y


def windows_as_views(data, batch_size, block_size, rng):
    """All windows as one view of the file (sliding_window_view), of which only the batch is copied."""
    if block_size >= len(data):
        raise ValueError(f"a block of {block_size} does not fit into {len(data)} tokens with a target for each")
    windows = np.lib.stride_tricks.sliding_window_view(data, block_size + 1)
    taken = windows[rng.integers(len(windows), size=batch_size)].astype(np.int64)
    return taken[:, :block_size], taken[:, 1:]
