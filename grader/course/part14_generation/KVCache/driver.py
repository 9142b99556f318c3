"""Driver: KVCache, and the step_logits of its file."""

from functools import partial

import numpy as np

from grader.course.drivers.errors import require_value_error, wrong_shape
from grader.course.drivers.module_lookup import lookup
from grader.course.drivers.weight_work import WeightWork


def drive(KVCache, ask, model, tokens, n_head, chunks, options, room):
    """Read `tokens` in chunks of the lengths `chunks` with a cache of `room` tokens, and return what `ask` names.

    "logits": those of all tokens. "cache": the keys and values in the cache at the end, stacked. "work": for each
    chunk, how many entries were computed from a weight, divided by the first chunk's. "refused": what the cache holds
    after the last chunk was refused, which may change nothing. "bytes": the size of an empty cache of the shape and
    dtype `room`. "append": the same as "cache" without a model, of the K and V in `options` (L, B, H, T, d). "append
    too many": once more, and then more places than are left, which is refused.
    """
    if ask == "bytes":
        return _bytes_of_empty(KVCache, room)
    if ask in ("append", "append too many"):
        return _append(KVCache, chunks, room, refused=ask == "append too many", **options)
    step_logits = lookup(KVCache, "step_logits")
    D, dtype = model["W_e"].shape[1], model["W_e"].dtype
    n_layer = sum(key.endswith(".ln1_g") for key in model)
    cache = KVCache(n_layer, len(tokens), n_head, D // n_head, room, dtype.type)
    counter, logits, work, start = WeightWork(), [], [], 0
    weights = counter.track(model) if ask == "work" else model
    for length in chunks:
        before, new = counter.entries, tokens[:, start : start + length]
        start += length
        if ask == "refused" and start == sum(chunks):
            asked = f"{length} more tokens after {cache.length}, with room for {room} and {len(model['W_p'])} places"
            _require_refused(asked, cache, partial(step_logits, weights, new, cache, n_head, **options))
            return _held(cache)
        logits.append(step_logits(weights, new, cache, n_head, **options))
        work.append(counter.entries - before)
    if ask == "cache":
        return _held(cache)
    return np.array(work) / work[0] if ask == "work" else np.concatenate(logits, axis=1)


def _held(cache):
    """Return the keys and values of the places held, stacked: (2, L, B, H, length, d)."""
    return np.stack([cache.keys[:, :, :, : cache.length], cache.values[:, :, :, : cache.length]])


def _bytes_of_empty(KVCache, room):
    *shape, dtype = room
    n_layer, batch, n_head, head_dim, capacity = shape
    cache = KVCache(*shape, np.dtype(dtype).type)
    for name, array in (("keys", cache.keys), ("values", cache.values)):
        if array.shape != (wanted := (n_layer, batch, n_head, capacity, head_dim)):
            raise wrong_shape(name, array.shape, wanted)
    if cache.length != 0 or KVCache(*shape).keys.dtype != np.float64:
        raise ValueError("an empty cache has length 0, and is of float64 where no dtype is given")
    return np.array(cache.keys.nbytes + cache.values.nbytes)


def _append(KVCache, chunks, room, K, V, refused):
    """Append K and V (L, B, H, T, d) in chunks, layer by layer; `refused`: then more places than are left.

    Returns what the last appends returned (2, L, B, H, T, d). Raises ValueError where shape or length are not as
    promised, or where another cache of the same shape has changed.
    """
    (L, B, H, _, d), start = K.shape, 0
    cache, other = (KVCache(L, B, H, d, room, K.dtype.type) for _ in range(2))
    ones = np.ones((B, H, room, d), K.dtype)
    other.append(0, ones, ones)
    for length in chunks:
        end = start + length
        so_far = [cache.append(layer, K[layer, :, :, start:end], V[layer, :, :, start:end]) for layer in range(L)]
        for array in (array for pair in so_far for array in pair):
            if np.shape(array) != (B, H, end, d):
                raise wrong_shape("what append returns", np.shape(array), (B, H, end, d))
        if cache.length != start:
            raise ValueError(
                f"append has changed length from {start} to {cache.length}: only advance counts the places"
            )
        cache.advance(length)
        start = end
    if cache.length != start:
        raise ValueError(
            f"{start} places were appended, and advance was told of them; the cache's length is {cache.length}"
        )
    if other.length or not np.array_equal(other.keys[0], ones) or not np.array_equal(other.values[0], ones):
        raise ValueError("what is written into one cache comes up in another: each has arrays of its own")
    new = np.ones((B, H, room - start + 1, d), K.dtype)
    for layer in range(L if refused else 0):
        asked = f"{new.shape[2]} places were appended to a cache of {room} that holds {start}"
        _require_refused(asked, cache, partial(cache.append, layer, new, new))
    return np.stack([np.stack(part) for part in zip(*so_far, strict=True)])


def _require_refused(asked, cache, call):
    """Raise TypeError unless call() raises a ValueError, and ValueError where the cache is not as it was."""

    def state():
        return cache.length, cache.keys.tobytes(), cache.values.tobytes()

    before = state()
    require_value_error(asked, call)
    if state() != before:
        raise ValueError(f"{asked}: it was refused, and the cache is not as it was. Look first, write then")
