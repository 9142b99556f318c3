"""Driver: generate."""

import numpy as np

from grader.course.drivers.weight_work import WeightWork


def drive(generate, ask, model, n_head, prompt, n_new, seed, options):
    """Generate `n_new` tokens after `prompt`, and return what `ask` names; -1 for a ValueError with a message.

    "ids": the ids returned. "told": the tokens that were passed to on_token. "work": how many entries were computed
    from a weight for tokens 6 to 9, divided by those for tokens 2 to 5.
    """
    if ask == "work":
        return _work_ratio(generate, model, n_head, prompt, seed, options)
    streamed: list[int] = []
    try:
        on_token = {"on_token": streamed.append} if ask == "told" else {}
        rng = None if seed is None else np.random.default_rng(seed)
        generated = generate(model, n_head, prompt, n_new, rng=rng, **options, **on_token)
    except ValueError as error:
        if not str(error):
            raise
        return np.array([-1], model["W_e"].dtype)
    ids = np.array(streamed) if ask == "told" else generated
    return ids.astype(model["W_e"].dtype) if isinstance(ids, np.ndarray) else ids


def _work_ratio(generate, model, n_head, prompt, seed, options):
    counts = []
    for n_new in (1, 5, 9):
        counter = WeightWork()
        generate(counter.track(model), n_head, prompt, n_new, rng=np.random.default_rng(seed), **options)
        counts.append(counter.entries)
    return np.array((counts[2] - counts[1]) / (counts[1] - counts[0]))
