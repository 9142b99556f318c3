"""strided_perplexity: the perplexity of a text longer than the model's context, no token scored twice.

Forward   window k reads ids[k stride : k stride + context]; a token is scored in the first window that holds it,
          unless it is that window's first; perplexity = exp(mean of -log p(token | those before it in that window))
Given     logits_of, ids (N,), the window's length (context) and the step from one window to the next (stride)
Wanted    the perplexity, and how many tokens were scored: N - 1 where windows overlap
Source    Jurafsky and Martin, Speech and Language Processing, chapter on n-gram language models, for perplexity
"""

from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part13_evaluation.strided_perplexity runs it, grader check judges it")

from .per_token_cross_entropy import per_token_cross_entropy

# By hand: a model that sees only the token before: after 0 its logits are [0, ln 2], after 1 they are [ln 3, 0].
# ids = [0, 1, 1, 0], context = 3, stride = 2. Which tokens does each window score, what is the perplexity, and how
# many tokens were scored?
by_hand = {"perplexity": None, "scored": None}


def strided_perplexity(
    logits_of: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, context: int, stride: int
) -> tuple[float, int]:
    """Return (perplexity, how many tokens were scored) of ids (N,), N of 2 or more, integers.

    logits_of takes ids (1, T), T at most context, and returns logits (1, T, V): entry t speaks of the token after t.
    Window k begins at k stride and has context tokens, the last one as many as are left; the windows end with the first
    that reaches the end of the text. Each token is scored once, in the first window that holds it; the tokens before it
    in that window are what the model is told. The first token of a window has none before it there: where windows
    overlap that is ids[0] alone, and at a stride of the whole context it is one of each window that is never scored.
    Raises ValueError unless 1 <= stride <= context, context is 2 or more, and so is N.
    """
    raise NotImplementedError(
        "strided_perplexity: derive the perplexity, and how many tokens were scored: N - 1 where windows "
        "overlap."
    )
