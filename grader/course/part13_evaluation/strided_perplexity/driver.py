"""Driver: strided_perplexity."""

import numpy as np

from grader.course.drivers.errors import require_value_error
from grader.course.drivers.tiny_model import model, wide_ids, widened


def drive(strided_perplexity, W, M, tokens, context, stride, ask):
    """Return perplexity and token count of a small model, 0 and 0 where `ask` is "refused" and it is.

    "a token file": the tokens are in uint16 and cannot be written, and some of them are above what int16 holds.
    """
    logits_of = model(W, M, context)
    if ask == "refused":
        asked = f"{len(tokens)} tokens, a context of {context} and a stride of {stride} make no sense"
        require_value_error(asked, lambda: strided_perplexity(logits_of, tokens, context, stride))
        return 0.0, 0
    if ask == "a token file":
        tokens, logits_of = wide_ids(len(W))[tokens].astype(np.uint16), widened(logits_of, len(W))
        tokens.flags.writeable = False
    return strided_perplexity(logits_of, tokens, context, stride)
