"""Driver: FastDecoder."""

import numpy as np

from grader.course.drivers.peak_memory import peak_bytes


def drive(FastDecoder, ask, params, n_head, ids, chunks, options):
    """Read `ids` in chunks of the lengths `chunks`, and return what `ask` names.

    "logits": those after each chunk, stacked. "again": the same, after another text was read and forgotten. "full": for
    each chunk its length, or -1 where it is refused by a ValueError with a message, and at last the decoder's length.
    "memory": 1 where reading one more token allocates more than a third of one layer's keys and values, else 0.
    """
    model = FastDecoder(params, n_head, **options)
    dtype = params["W_e"].dtype
    if ask == "memory":
        model.read(ids)
        peak = peak_bytes(lambda: model.read(ids[:1]))
        return np.array(float(peak > 2 * params["W_p"].nbytes / 3))
    if ask == "again":
        model.read(ids[::-1])
        model.forget()
    results, start = [], 0
    for length in chunks:
        try:
            logits = model.read(ids[start : start + length])
            results.append(np.array(logits) if ask != "full" else length)
        except ValueError as error:
            if ask != "full" or not str(error):
                raise
            results.append(-1)
        start += length
    return np.array([*results, model.length], dtype) if ask == "full" else np.stack(results)
