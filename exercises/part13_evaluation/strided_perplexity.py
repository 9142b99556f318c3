"""strided_perplexity: the perplexity of a text longer than the model's context, every token but the first scored once.

Forward   window k reads ids[k stride : k stride + context]; token j > 0 is scored in the first window that holds it;
          perplexity = exp(mean of -log p(token j | the tokens before j in that window))
Given     logits_of, ids (N,), the window's length (context) and the step from one window to the next (stride)
Wanted    the perplexity, and how many tokens were scored: N - 1
Source    Jurafsky and Martin, Speech and Language Processing, chapter on n-gram language models, for perplexity
"""

from collections.abc import Callable

import numpy as np

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
    that reaches the end of the text. Each token but ids[0] is scored once, in the first window that holds it; the
    tokens before it in that window are what the model is told. Raises ValueError unless 1 <= stride < context (a
    window has to hold the token before the first that it scores) and N is 2 or more.
    """
    raise NotImplementedError(
        "strided_perplexity: derive the perplexity, and how many tokens were scored: N - 1, from window k "
        "reads ids[k stride : k stride + context]; token j > 0 is scored in the first window that holds "
        "it; perplexity = exp(mean of -log p(token j | the tokens before j in that window))."
    )
