"""Driver: sample_next_token."""

import numpy as np


def drive(sample_next_token, logits, temperature, top_k, top_p, seed, count):
    """Sample `count` tokens from one generator (none where `seed` is None); all -1 for a ValueError with a message.

    Also returns the generator's next number, which shows whether one number was drawn for each token.
    """
    rng = None if seed is None else np.random.default_rng(seed)
    try:
        tokens = [sample_next_token(logits, temperature, top_k, top_p, rng) for _ in range(count)]
    except ValueError as error:
        if not str(error):
            raise
        tokens = [-1] * count
    if wrong := [token for token in tokens if not isinstance(token, (int, np.integer))]:
        raise TypeError(f"a token is an int; what came is {wrong[0]!r}")
    return np.array(tokens, logits.dtype), 0.0 if rng is None else rng.random()
