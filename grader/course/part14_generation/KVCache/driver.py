"""Driver: KVCache, and the step_logits of its file."""

import numpy as np

from grader.course.drivers.module_lookup import lookup
from grader.course.drivers.weight_work import WeightWork


def drive(KVCache, ask, model, tokens, n_head, chunks, options, room):
    """Read `tokens` in chunks of the lengths `chunks` with a cache of `room` tokens, and return what `ask` names.

    "logits": those of all tokens. "cache": the keys and values in the cache at the end, stacked. "work": for each
    chunk, how many entries were computed from a weight, divided by the first chunk's. "full": 0, or -1 where a chunk is
    refused by a ValueError with a message, and how many tokens the cache holds then. "append": the same, without a
    model, of the cache's first layer. "bytes": the size of an empty cache of the shape and dtype `room`.
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
        return _append_until_full(cache, chunks)
    counter, logits, work, start = WeightWork(), [], [], 0
    weights = counter.track(model) if ask == "work" else model
    for length in chunks:
        before = counter.entries
        try:
            logits.append(step_logits(weights, tokens[:, start : start + length], cache, n_head, **options))
        except ValueError as error:
            if ask != "full" or not str(error):
                raise
            return np.array([-1, cache.length], dtype)
        work.append(counter.entries - before)
        start += length
    if ask == "full":
        return np.array([0, cache.length], dtype)
    if ask == "cache":
        return np.stack([cache.keys[:, :, :, : cache.length], cache.values[:, :, :, : cache.length]])
    return np.array(work) / work[0] if ask == "work" else np.concatenate(logits, axis=1)


def _append_until_full(cache, chunks):
    """Append to the first layer alone, until a chunk is refused by a ValueError with a message."""
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
