"""Exercise entry: attention_scores (Q K^T / sqrt(d), an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Attention scores",
    points=6,
    in_gpt2=True,
    arguments=("Q", "K"),
    gradients=("Q", "K"),
    batched=("Q", "K"),
    forward_is_public=True,
    cases=(
        case("one place, one channel", Q=normal(1, 1), K=normal(1, 1), _edge=True),
        case("two axes", Q=normal(5, 3), K=normal(5, 3)),
        case("batch and heads", Q=normal(2, 3, 4, 5), K=normal(2, 3, 4, 5)),
        case("one place", Q=normal(2, 1, 3), K=normal(2, 1, 3), _edge=True),
        case("one channel", Q=normal(2, 4, 1), K=normal(2, 4, 1), _edge=True),
        case("as many places as channels", Q=normal(2, 3, 3), K=normal(2, 3, 3)),
        case("as many heads as places", Q=normal(1, 3, 3, 2), K=normal(1, 3, 3, 2)),
        case("a strided view", Q=view(normal(66, 4)), K=view(normal(66, 4))),
        case("large numbers", Q=normal(2, 5, 3, std=1e6), K=normal(2, 5, 3, std=1e4), _large=True),
    ),
    identities=(
        Identity(
            "sum of Q times dQ equals sum of scores times dscores",
            lambda s, call: np.sum(s.inputs["Q"] * s.gradients["Q"]) - np.sum(s.output * s.upstream),
            of="Q",
        ),
        Identity(
            "sum of K times dK equals sum of scores times dscores",
            lambda s, call: np.sum(s.inputs["K"] * s.gradients["K"]) - np.sum(s.output * s.upstream),
            of="K",
        ),
        Identity(
            "with Q and K exchanged, the scores are the transpose",
            lambda s, call: call(_swapped(s)).output - np.swapaxes(s.output, -1, -2),
        ),
        Identity(
            "with Q and K exchanged and dscores transposed, dK becomes dQ",
            lambda s, call: call(_swapped(s), np.swapaxes(s.upstream, -1, -2)).gradients["Q"] - s.gradients["K"],
            of="K",
        ),
    ),
    formulas=("dQ", "dK"),
    by_hand=case(
        "by hand",
        Q=exact([[1, 0, 2, 0], [0, 3, 0, 1]]),
        K=exact([[2, 1, 0, 0], [0, 0, 4, 2]]),
        _upstream=exact([[1, 2], [0, -1]]),
    ),
    hints=(
        "Mark, in the S by S table of scores, the entries that Q[i, c] reaches. Then those that K[j, c] reaches.",
        "dL/dQ[i,c] = sum_j dscores[i,j] K[j,c] / sqrt(d): the sum is over j, the index that Q lacks. "
        "Write the same for dK: which index does K lack, and is it the first or the second of dscores?",
        "Each gradient is one product of an (S, S) with an (S, d), and each has the factor of the forward. "
        "Only one of the two needs dscores transposed.",
    ),
)


def _swapped(sample):
    """Return the inputs with Q and K swapped."""
    return {"Q": sample.inputs["K"], "K": sample.inputs["Q"]}


MISTAKES = (
    Mistake(
        "dK-not-transposed",
        "dK = dscores.swapaxes(-1, -2) @ q",
        "dK = dscores @ q",
        "dK is dscores Q where it is dscores^T Q. K[j,c] reaches column j of the scores, so the sum runs over the "
        "first index of dscores. The shapes cannot tell: dscores is square.",
    ),
    Mistake(
        "dQ-transposed",
        "dQ = dscores @ K * scale",
        "dQ = dscores.swapaxes(-1, -2) @ K * scale",
        "dQ is dscores^T K where it is dscores K. Q[i,c] reaches row i of the scores, so the sum runs over the "
        "second index of dscores.",
    ),
    Mistake(
        "scale-missing-in-dQ",
        "dQ = dscores @ K * scale",
        "dQ = dscores @ K",
        "dQ lacks the factor 1/sqrt(d). It stands in every score, so it stands in every derivative of a score.",
    ),
    Mistake(
        "scale-missing-in-dK",
        "dK = dscores.swapaxes(-1, -2) @ q",
        "dK = dscores.swapaxes(-1, -2) @ Q",
        "dK lacks the factor 1/sqrt(d). It stands in every score, so it stands in every derivative of a score.",
    ),
    Mistake(
        "scale-missing-in-both",
        'return {"Q": dQ, "K": dK}',
        'return {"Q": dQ / scale, "K": dK / scale}',
        "Neither dQ nor dK has the factor 1/sqrt(d). It stands in every score, so it stands in every derivative "
        "of one.",
    ),
    Mistake(
        "dQ-and-dK-exchanged",
        'return {"Q": dQ, "K": dK}',
        'return {"Q": dK, "K": dQ}',
        "dQ and dK are exchanged. They have one shape, so only the numbers tell.",
    ),
    Mistake(
        "not-scaled",
        "scale = 1.0 / math.sqrt(Q.shape[-1])",
        "scale = 1.0",
        "The scores are not divided by sqrt(d).",
        breaks="forward",
    ),
    Mistake(
        "divided-by-d",
        "scale = 1.0 / math.sqrt(Q.shape[-1])",
        "scale = 1.0 / Q.shape[-1]",
        "The scores are divided by d in place of its square root. A sum of d products of unit variance has "
        "variance d, and so standard deviation sqrt(d).",
        breaks="forward",
    ),
    Mistake(
        "root-of-the-places",
        "scale = 1.0 / math.sqrt(Q.shape[-1])",
        "scale = 1.0 / math.sqrt(Q.shape[-2])",
        "The scores are divided by the root of S, how many places there are. The d of the formula is how many "
        "channels a query has: the last axis.",
        breaks="forward",
    ),
)
