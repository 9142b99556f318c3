"""Driver: sample_next_token."""

import numpy as np

from grader.course.drivers.errors import require_value_error
from grader.course.drivers.unseeded import require_different_runs


def drive(sample_next_token, ask, logits, temperature, top_k, top_p, seed, count):
    """Sample `count` tokens from one generator (none where `seed` is None), and return them as `ask` says.

    "tokens": as they are. "ranks": each by its place among the different ones that were drawn, so that it does not
    matter which of equal logits are kept. "refused": none, as there is a ValueError. "unseeded": none; ValueError is
    raised where two runs without a generator are alike. Also returns the generator's next number, which shows how many
    were drawn before.
    """
    rng = None if seed is None else np.random.default_rng(seed)

    def sample():
        token = sample_next_token(logits, temperature, top_k, top_p, rng)
        if not isinstance(token, (int, np.integer)):
            raise TypeError(f"a token is an int; what came is {token!r}")
        return int(token)

    if ask == "refused":
        asked = f"temperature {temperature}, top_k {top_k} and top_p {top_p} make no sense together"
        require_value_error(asked, sample)
        tokens = []
    elif ask == "unseeded":
        tokens = []
        require_different_runs(lambda: [sample() for _ in range(count)])
    else:
        tokens = [sample() for _ in range(count)]
    if ask == "ranks":
        tokens = np.unique(tokens, return_inverse=True)[1]
    return np.array(tokens, logits.dtype), 0.0 if rng is None else rng.random()
