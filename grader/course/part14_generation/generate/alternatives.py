"""A right alternative to generate: a correct answer, written in another way."""

import numpy as np

from ..part14_generation.KVCache import KVCache, step_logits
from ..part14_generation.sample_next_token import sample_next_token


def read_first(params, n_head, prompt_ids, n_new, *, temperature=1.0, top_k=None, top_p=None, rng=None, **options):
    """Read each token when the next one is needed, and sample from the last row of logits."""
    stop, tell = options.pop("stop", None), options.pop("on_token", None) or (lambda token: None)
    if len(prompt_ids) == 0 or n_new < 0:
        raise ValueError("nothing to go on from, or less than nothing to write")
    text = np.array(prompt_ids, dtype=np.int64)
    places, D = params["W_p"].shape
    layers = len([key for key in params if key.endswith(".W_attn")])
    rng = rng or np.random.default_rng()

    def read(ids, cache=None):
        cache = cache or KVCache(layers, 1, n_head, D // n_head, places, params["W_p"].dtype)
        return step_logits(params, ids[None], cache, n_head, **options)[0, -1], cache

    for k in range(n_new):
        if k == 0:
            row, cache = read(text[-places:])
        elif cache.length < places:
            row, cache = read(text[-1:], cache)
        else:
            row, cache = read(text[len(text) - max(1, places // 2) :])
        text = np.append(text, sample_next_token(row, temperature, top_k, top_p, rng))
        tell(int(text[-1]))
        if stop is not None and text[-1] == stop:
            break
    return text
