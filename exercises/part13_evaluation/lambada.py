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

if not __package__:
    raise SystemExit("python -m exercises.part13_evaluation.lambada runs it, grader check judges it")

from .per_token_cross_entropy import per_token_cross_entropy

# By hand: a model that sees only the token before: after 0 its logits are [0, ln 2], after 1 they are [ln 3, 0]. In one
# passage the context ends with token 0 and the last word is tokens [1, 0]; in another the context ends with token 1
# and the last word is token [1]. What are the perplexity and the accuracy?
by_hand = {"perplexity": None, "accuracy": None}


def lambada(
    logits_of: Callable[[np.ndarray], np.ndarray], passages: Sequence[str], encode: Callable[[str], list[int]]
) -> tuple[float, float]:
    """Return (perplexity, accuracy) over the passages; the accuracy is between 0 and 1.

    logits_of takes ids (1, T) and returns logits (1, T, V): entry t speaks of the token after t. A passage is cut at
    its last space: the context is what stands before it, and the last word goes from that space (GPT-2's tokens begin
    with their space) to the end. Both are encoded, and the model reads the one after the other. Raises ValueError
    where there is no passage, and for a passage with nothing before its last space or nothing after it.
    """
    raise NotImplementedError(
        "lambada: derive the perplexity and the accuracy (the share of passages that are right)."
    )
