"""strided_perplexity: the perplexity of a text longer than the model's context, no token scored twice.

Forward   window k reads ids[k stride : k stride + context]; a token is scored in the first window that holds it,
          unless it is that window's first; perplexity = exp(mean of -log p(token | those before it in that window))
Given     logits_of, ids (N,), the window's length (context) and the step from one window to the next (stride)
Wanted    the perplexity, and how many tokens were scored: N - 1 where windows overlap
Source    Jurafsky and Martin, Speech and Language Processing, chapter on n-gram language models, for perplexity
"""

from collections.abc import Callable

import numpy as np

from .per_token_cross_entropy import per_token_cross_entropy

# By hand: a model that sees only the token before: after 0 its logits are [0, ln 2], after 1 they are [ln 3, 0].
# ids = [0, 1, 1, 0], context = 3, stride = 2. Which tokens does each window score, what is the perplexity, and how
# many tokens were scored?
by_hand = {"perplexity": 2, "scored": 3}


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
    ### BEGIN SOLUTION
    N = len(ids)
    if not 1 <= stride <= context:
        raise ValueError(f"a stride of {stride} does not fit windows of {context}: it goes from 1 to {context}")
    if context < 2:
        raise ValueError("windows of one token score nothing: there is no token before it")
    if N < 2:
        raise ValueError(f"{N} tokens are too few: the first is never scored, so there have to be 2 or more")
    total, scored, done = 0.0, 0, 0  # done: the first token that no window has held yet
    for begin in range(0, N - 1, stride):  # a window that begins with the last token has nothing to score
        end = min(begin + context, N)
        first = max(done, begin + 1)  # the first token to score: new, and with a token before it in this window
        logits = logits_of(ids[np.newaxis, begin:end])  # (N,) -> (1, T) -> (1, T, V)
        # Entry t of the window speaks of token begin + t + 1, so tokens first to end - 1 need entries first - begin - 1
        # to T - 2. Those before them were scored in the window before; the last speaks of a token beyond this one.
        nll = per_token_cross_entropy(logits[0, first - begin - 1 : -1], ids[first:end])  # (n, V), (n,) -> (n,)
        total += float(nll.sum())
        scored += len(nll)
        done = end
        if end == N:
            break
    # One mean over all tokens: the windows do not score equally many, so a mean of their means is another number.
    return float(np.exp(total / scored)), scored
    ### END SOLUTION
