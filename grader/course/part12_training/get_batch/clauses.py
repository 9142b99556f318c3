"""Clauses of get_batch: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return (x, y), both (batch_size, block_size)": ("forward x, five windows of seven", "forward y, a batch of one"),
    "and int64,": ("forward x, ids above 32767", "forward x, five windows of seven"),
    "cut out of data (N,).": ("forward y, just one window", "forward x, more windows than starts"),
    "All starts come from rng.integers, and nothing else is drawn: who has the generator's seed has the batches.": (
        "forward x, five windows of seven",
        "forward next_draw, *",
    ),
    "data may be a file far larger than memory, so no copy of it is made: only the windows are.": (
        "forward x, a file of a million tokens",
    ),
    "Raises a ValueError whose message names both lengths": ("forward x, far too few tokens",),
    "where data has no window of block_size + 1 tokens.": (
        "forward x, one token too few",
        "forward x, just one window",
    ),
}
