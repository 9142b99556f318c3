"""How generate is asked."""

import numpy as np

from grader.course.drivers.call_tally import Tally


def drive(generate, ask, model, n_head, prompt, n_new, seed, options):
    """Return the ids, or -1 for a refusal in words.

    "told": what on_token was told. "work": how many entries were computed with a weight for tokens 6 to 9, as a share
    of those for tokens 2 to 5.
    """
    told: list[int] = []
    if ask == "work":
        counts = []
        for n in (1, 5, 9):
            tally = Tally()
            generate(tally.weights(model), n_head, prompt, n, rng=np.random.default_rng(seed), **options)
            counts.append(tally.entries)
        return np.array((counts[2] - counts[1]) / (counts[1] - counts[0]))
    try:
        tell = {"on_token": told.append} if ask == "told" else {}
        rng = None if seed is None else np.random.default_rng(seed)
        found = generate(model, n_head, prompt, n_new, rng=rng, **options, **tell)
    except ValueError as error:
        if not str(error):
            raise
        return np.array([-1], model["W_e"].dtype)
    found = np.array(told) if ask == "told" else found
    return found.astype(model["W_e"].dtype) if isinstance(found, np.ndarray) else found
