"""Driver: FastDecoder."""

from functools import partial

import numpy as np

from grader.course.drivers.errors import require_value_error
from grader.course.drivers.peak_memory import within_memory


def drive(FastDecoder, ask, params, n_head, ids, chunks, options):
    """Read `ids` in chunks of the lengths `chunks`, and return the logits after each chunk, stacked.

    `ask` names what is done besides. "again": another text is read before, and forgotten. "two at once": another
    decoder reads another text in between. "new weights": the weights had other values when the decoder was made.
    "refused": a chunk that is empty or does not fit has to be refused, and its tokens stand in no text. "memory": no
    logits are returned; MemoryError is raised where reading one more token makes an array of a layer's keys and values.
    """
    own = {name: np.array(array) for name, array in params.items()} if ask == "new weights" else params
    for name in own if ask == "new weights" else ():
        own[name][...] = 1
    model, start, results = FastDecoder(own, n_head, **options), 0, []
    other = FastDecoder(params, n_head, **options) if ask == "two at once" else None
    for name in own if ask == "new weights" else ():
        own[name][...] = params[name]
    if ask == "memory":
        model.read(ids)
        within_memory(2 * params["W_p"].nbytes / 3, "reading one more token", partial(model.read, ids[:1]))
        return np.zeros(0)
    if ask == "again":
        model.read(ids[::-1])
        model.forget()
    for length in chunks:
        if other:
            other.read(ids[:1])
        if ask == "refused" and not 0 < length <= len(params["W_p"]) - start:
            asked = f"{length} tokens were to be read where {start} of {len(params['W_p'])} places are taken"
            require_value_error(asked, partial(model.read, ids[:length]))
        else:
            results.append(np.array(model.read(ids[start : start + length])))
            start += length
        if ask == "refused" and model.length != start:
            raise ValueError(f"{start} tokens were read; length is {model.length}")
    return np.stack(results)
