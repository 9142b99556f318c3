"""How KVCache is asked."""

import numpy as np

from grader.course.drivers.call_tally import Tally
from grader.course.drivers.module_lookup import lookup


def drive(KVCache, ask, model, tokens, n_head, chunks, options, room):
    """Return what `ask` names.

    "logits": those of all tokens, read in chunks; "cache": the keys and values held after that; "work": for each
    chunk, how many entries were computed with a weight, as a share of the first; "full": -1 where the last chunk was
    refused in words, and how many tokens the cache then holds; "append": the same of the cache alone;
    "bytes": what an empty cache of the shape `room` takes.
    """
    if ask == "bytes":
        *shape, dtype = room
        cache = KVCache(*shape, np.dtype(dtype).type)
        return np.array(cache.keys.nbytes + cache.values.nbytes)
    step_logits = lookup(KVCache, "step_logits")
    D, dtype = model["W_e"].shape[1], model["W_e"].dtype
    n_layer = sum(key.endswith(".ln1_g") for key in model)
    cache = KVCache(n_layer, len(tokens), n_head, D // n_head, room, dtype.type)
    if ask == "append":
        return _appended(cache, chunks)
    tally, found, work, start = Tally(), [], [], 0
    weights = tally.weights(model) if ask == "work" else model
    for length in chunks:
        before = tally.entries
        try:
            found.append(step_logits(weights, tokens[:, start : start + length], cache, n_head, **options))
        except ValueError as error:
            if ask != "full" or not str(error):
                raise
            return np.array([-1, cache.length], dtype)
        work.append(tally.entries - before)
        start += length
    if ask == "full":
        return np.array([0, cache.length], dtype)
    if ask == "cache":
        return np.stack([cache.keys[:, :, :, : cache.length], cache.values[:, :, :, : cache.length]])
    return np.array(work) / work[0] if ask == "work" else np.concatenate(found, axis=1)


def _appended(cache, chunks):
    """Append to the first layer alone until that is refused in words."""
    for length in chunks:
        new = np.ones((*cache.keys.shape[1:3], length, cache.keys.shape[4]), cache.keys.dtype)
        try:
            cache.append(0, new, new)
        except ValueError as error:
            if not str(error):
                raise
            return np.array([-1, cache.length], new.dtype)
        cache.advance(length)
    return np.array([0, cache.length], new.dtype)
