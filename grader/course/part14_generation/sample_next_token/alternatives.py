"""Right alternatives to sample_next_token: correct answers, written in other ways."""

import numpy as np
from scipy.special import softmax


def _require_ranges(temperature, top_k, top_p):
    if temperature < 0 or (top_k is not None and top_k <= 0) or (top_p is not None and not 0 < top_p <= 1):
        raise ValueError("temperature, top_k or top_p is out of range")


def choice(logits, temperature=1.0, top_k=None, top_p=None, rng=None):
    """Mask the logits by top_k, then by top_p, and sample with Generator.choice."""
    _require_ranges(temperature, top_k, top_p)
    if temperature == 0:
        return int(logits.argmax())
    scores = (logits - logits.max()) / temperature
    if top_k is not None:
        scores[scores < np.sort(scores)[-min(top_k, len(scores))]] = -np.inf
    if top_p is not None:
        ids = np.argsort(scores, kind="stable")[::-1]
        sums = np.cumsum(softmax(scores[ids]))
        keep = 1 + int(np.searchsorted(sums, top_p))
        scores[ids[keep:]] = -np.inf
    return int((rng or np.random.default_rng()).choice(len(scores), p=softmax(scores)))


def walk(logits, temperature=1.0, top_k=None, top_p=None, rng=None):
    """Plain Python: a dict of the kept ids' weights, and a walk along their cumulative sum."""
    _require_ranges(temperature, top_k, top_p)
    values = [float(x) for x in logits]
    if temperature == 0:
        return values.index(max(values))
    ranked = sorted(range(len(values)), key=lambda v: -values[v])
    if top_k is not None:
        least = values[ranked[min(top_k, len(ranked)) - 1]]
        ranked = [v for v in ranked if values[v] >= least]
    weights = {v: float(np.exp((values[v] - values[ranked[0]]) / temperature)) for v in ranked}
    if top_p is not None:
        kept, reached, whole = {}, 0.0, sum(weights.values())
        for v in ranked:
            if reached < top_p * whole:
                kept[v] = weights[v]
            reached += weights[v]
        weights = kept
    u = (np.random.default_rng() if rng is None else rng).random() * sum(weights.values())
    for v in sorted(weights):
        u -= weights[v]
        if u < 0:
            return v
    return max(weights)
