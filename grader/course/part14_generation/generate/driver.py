"""Driver: generate."""

import numpy as np

from grader.course.drivers.errors import require_value_error
from grader.course.drivers.unseeded import require_different_runs
from grader.course.drivers.weight_work import WeightWork

TOLD = 3
"""How many tokens are told before generate is cut short, where on_token is asked when it is called."""


def drive(generate, ask, model, n_head, prompt, n_new, seed, options):
    """Generate `n_new` tokens after `prompt`, and return what `ask` names.

    "ids": the ids returned. "int64": the same, where anything but int64 is refused; "a list": where the prompt is one.
    "told": the tokens that were passed to on_token. "told at once": the first of them, and the number that the
    generator draws next where on_token ends generate then. "refused": nothing, as there is a ValueError. "unseeded":
    nothing; ValueError is raised where two runs without a generator are alike. "work": 1 where as many entries were
    computed from a weight for tokens 6 to 9 as for tokens 2 to 5, 2 where there were more, 0 where there were fewer.
    """
    if ask == "work":
        return _compare_work(generate, model, n_head, prompt, seed, options)
    if ask in ("told", "told at once"):
        return _told(
            generate, model, n_head, prompt, n_new, seed, options, TOLD if ask == "told at once" else n_new + 1
        )
    rng = None if seed is None else np.random.default_rng(seed)
    prompt = prompt.tolist() if ask == "a list" else prompt

    def run():
        return generate(model, n_head, prompt, n_new, rng=rng, **options)

    if ask == "refused":
        require_value_error(f"a prompt of {len(prompt)} tokens, and n_new is {n_new}", run)
        return np.zeros(0)
    if ask == "unseeded":
        require_different_runs(run)
        return np.zeros(0)
    ids = run()
    if ask == "int64" and isinstance(ids, np.ndarray) and ids.dtype != np.int64:
        raise TypeError(f"the ids are {ids.dtype}; wanted int64")
    return ids.astype(model["W_e"].dtype) if isinstance(ids, np.ndarray) else ids


class _Enough(Exception):
    """Raised by on_token to end generate."""


def _told(generate, model, n_head, prompt, n_new, seed, options, enough):
    """Return what on_token was told, and the generator's next number where it has ended generate after `enough`."""
    tokens, rng = [], np.random.default_rng(seed)

    def on_token(token):
        if not isinstance(token, (int, np.integer)):
            raise TypeError(f"on_token(token) is told an int; what came is {token!r}")
        tokens.append(int(token))
        if len(tokens) == enough:
            raise _Enough

    try:
        generate(model, n_head, prompt, n_new, rng=rng, on_token=on_token, **options)
    except _Enough:
        tokens.append(rng.random())
    return np.array(tokens, model["W_e"].dtype)


def _compare_work(generate, model, n_head, prompt, seed, options):
    counts = []
    for n_new in (1, 5, 9):
        counter = WeightWork()
        generate(counter.track(model), n_head, prompt, n_new, rng=np.random.default_rng(seed), **options)
        counts.append(counter.entries)
    return 1.0 + np.sign((counts[2] - counts[1]) - (counts[1] - counts[0]))
