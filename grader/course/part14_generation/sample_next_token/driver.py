"""How sample_next_token is asked."""

import numpy as np


def drive(sample_next_token, logits, temperature, top_k, top_p, seed, count):
    """Draw `count` tokens from one generator; a refusal in words (ValueError) is -1 for each.

    The generator's next number tells whether as many were taken from it as tokens were drawn. No seed, no generator.
    """
    rng = None if seed is None else np.random.default_rng(seed)
    try:
        drawn = [sample_next_token(logits, temperature, top_k, top_p, rng) for _ in range(count)]
    except ValueError as error:
        if not str(error):
            raise
        drawn = [-1] * count
    if wrong := [token for token in drawn if not isinstance(token, (int, np.integer))]:
        raise TypeError(f"a token is an int; what came is {wrong[0]!r}")
    return np.array(drawn, logits.dtype), 0.0 if rng is None else rng.random()
