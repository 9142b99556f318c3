"""How FastDecoder is asked."""

import numpy as np

from grader.course.drivers.peak_memory import most_taken


def drive(FastDecoder, ask, params, n_head, ids, chunks, options):
    """Return what `ask` names.

    "logits": those after each chunk; "again": the same after another text was read and forgotten; "full": for each
    chunk its length where it was read and -1 where it was refused in words, and then the decoder's length; "memory": 1
    where reading one more token takes more than a third of what one layer's keys and values do.
    """
    model = FastDecoder(params, n_head, **options)
    dtype = params["W_e"].dtype
    if ask == "memory":
        model.read(ids)
        taken = most_taken(lambda: model.read(ids[:1]))
        return np.array(float(taken > 2 * params["W_p"].nbytes / 3))
    if ask == "again":
        model.read(ids[::-1])
        model.forget()
    found, start = [], 0
    for length in chunks:
        try:
            logits = model.read(ids[start : start + length])
            found.append(np.array(logits) if ask != "full" else length)
        except ValueError as error:
            if ask != "full" or not str(error):
                raise
            found.append(-1)
        start += length
    return np.array([*found, model.length], dtype) if ask == "full" else np.stack(found)
