"""get_batch: cut windows out of a long row of tokens, and beside each the tokens that follow.

Forward   x[b, t] = data[start_b + t] and y[b, t] = data[start_b + t + 1], for t = 0 ... block_size - 1
Given     data (N,), the ids of all the tokens, memory-mapped from a file in uint16; a generator of random numbers
Wanted    x and y (B, T) in int64, from starts drawn so that every window of block_size + 1 tokens is equally likely
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2; the windows as in
          Karpathy's nanoGPT, train.py
"""

import numpy as np

# By hand: data = [5, 3, 8, 8, 1, 6, 2], block_size = 3. The generator draws the starts 2 and 0. What are x and y? (And
# which is the largest start that it may draw?)
by_hand = {"x": None, "y": None}


def get_batch(
    data: np.ndarray, batch_size: int, block_size: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return (x, y), both (batch_size, block_size) and int64, cut out of data (N,).

    All starts come from rng.integers, and nothing else is drawn: who has the generator's seed has the batches. data
    may be a file far larger than memory, so no copy of it is made: only the windows are. Raises a ValueError whose
    message names both lengths where data has no window of block_size + 1 tokens.
    """
    raise NotImplementedError(
        "get_batch: derive x and y (B, T) in int64, from starts drawn so that every window of block_size "
        "+ 1 tokens is equally likely."
    )
