"""Right alternatives to lambada: correct answers, written in other ways."""

import numpy as np
from scipy.special import log_softmax


def whole_passage(logits_of, passages, encode):
    """Encode the whole passage; the last word's tokens are those beyond the length of the encoded context."""
    if len(passages) == 0:
        raise ValueError("no passages")
    sums, right = [], []
    for passage in passages:
        cut = passage.rfind(" ")
        if cut < 1 or cut == len(passage) - 1:
            raise ValueError("a passage of one word")
        ids, start = np.array(encode(passage)), len(encode(passage[:cut]))
        log_p = log_softmax(logits_of(ids[None])[0], axis=-1)
        places = np.arange(start, len(ids))
        sums.append(-log_p[places - 1, ids[places]].sum())
        right.append(all(log_p[t - 1].argmax() == ids[t] for t in places))
    return float(np.exp(np.mean(sums))), float(np.mean(right))


def word_by_word(logits_of, passages, encode):
    """Call the model once for each token of the last word."""
    if len(passages) == 0:
        raise ValueError("no passages")
    losses, hits = 0.0, 0
    for passage in passages:
        *before, word = passage.split(" ")
        context = " ".join(before)
        if not context or not word:
            raise ValueError("a passage of one word")
        read, hit = list(encode(context)), True
        for token in encode(" " + word):
            row = log_softmax(logits_of(np.array([read]))[0, -1])
            losses, hit = losses - row[token], hit and int(np.argmax(row)) == token
            read.append(token)
        hits += hit
    return float(np.exp(losses / len(passages))), hits / len(passages)
