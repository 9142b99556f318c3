"""lambada: can the model tell the last word of a passage? Perplexity and accuracy of all its tokens together.

Forward   S = the sum over the last word's tokens of -log p(token | all before it);
          perplexity = exp(mean of S over passages); a passage is right where every one of those tokens has the
          largest logit of its place
Given     logits_of, the passages, and encode, which turns text into token ids
Wanted    the perplexity and the accuracy (the share of passages that are right)
Source    Paperno et al., The LAMBADA dataset (2016); Radford et al., Language Models are Unsupervised Multitask
          Learners (2019), section 3.3
"""

from collections.abc import Callable, Sequence

import numpy as np

from .per_token_cross_entropy import per_token_cross_entropy

# By hand: a model that sees only the token before: after 0 its logits are [0, ln 2], after 1 they are [ln 3, 0]. In one
# passage the context ends with token 0 and the last word is tokens [1, 0]; in another the context ends with token 1
# and the last word is token [1]. What are the perplexity and the accuracy?
by_hand = {"perplexity": 2.8284271, "accuracy": 0.5}


def lambada(
    logits_of: Callable[[np.ndarray], np.ndarray], passages: Sequence[str], encode: Callable[[str], list[int]]
) -> tuple[float, float]:
    """Return (perplexity, accuracy) over the passages; the accuracy is between 0 and 1.

    logits_of takes ids (1, T) and returns logits (1, T, V): entry t speaks of the token after t. A passage is cut at
    its last space: the context is what stands before it, and the last word goes from that space (GPT-2's tokens begin
    with their space) to the end. Both are encoded, and the model reads the one after the other. Raises ValueError
    where there is no passage, and for a passage with nothing before its last space or nothing after it.
    """
    ### BEGIN SOLUTION
    if not passages:
        raise ValueError("there is no passage to score")
    total, right = 0.0, 0
    for passage in passages:
        context, space, word = passage.rpartition(" ")
        if not context or not word:
            raise ValueError(f"{passage!r} has no last word with something before it")
        before, answer = encode(context), encode(space + word)
        ids = np.array([before + answer], dtype=np.int64)  # (1, T)
        # Logit t speaks of token t + 1, so the n tokens of the word are spoken of by the n logits before the last.
        n = len(answer)
        logits = logits_of(ids)[0, -n - 1 : -1]  # (1, T, V) -> (n, V)
        nll = per_token_cross_entropy(logits, ids[0, -n:])  # (n, V), (n,) -> (n,)
        total += float(nll.sum())  # the word's probability is the product of its tokens'
        right += bool(np.all(logits.argmax(axis=-1) == ids[0, -n:]))  # greedy decoding would have written this word
    return float(np.exp(total / len(passages))), right / len(passages)
    ### END SOLUTION
