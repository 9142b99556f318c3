"""Exercise entry: scaled_dot_product_attention (causal attention of Q, K and V, an op made of part 06's pieces)."""

import math
from functools import partial

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.part06_attention.causality import change_of_the_past, gradient_of_the_future
from grader.course.spec import Exercise, Identity, Mistake, case


def _rounded_to_64ths(recipe):
    """Round to multiples of 1/64: with d = 4, every score is then exact in float64, in whatever order it is summed."""
    return lambda rng: np.round(64 * recipe(rng)) / 64


def _large_queries(rng):
    """Q (7, 4): rows 0 and 3 are ordinary; 1, 4 and 6 underflow; row 2 has scores near 1e4, row 5 near -1e4."""
    Q = rng.standard_normal((7, 4))
    Q[[4, 6]] *= 1e4
    Q[1] = (0, 4e4, 0, 0)
    Q[:, 0] = (0, 0, 2e4, 0, 0, -2e4, 0)
    return Q


def _keys(rng):
    """K (7, 4): channel 0 is 1, so a query's channel 0 shifts its scores; the last key has score 1.6e5 with query 1."""
    K = np.clip(rng.standard_normal((7, 4)), -2, 2)
    K[:, 0] = 1
    K[-1, 1] = 8
    return K


EXERCISE = Exercise(
    title="Scaled dot-product attention",
    points=10,
    in_gpt2=True,
    starred=True,
    arguments=("Q", "K", "V"),
    gradients=("Q", "K", "V"),
    batched=("Q", "K", "V"),
    requires=("softmax", "attention_scores", "causal_mask", "attention_output"),
    forward_is_public=True,
    cases=(
        case("one place, one channel", Q=normal(1, 1), K=normal(1, 1), V=normal(1, 1), _edge=True),
        case("two axes", Q=normal(5, 3), K=normal(5, 3), V=normal(5, 4)),
        case("batch and heads", Q=normal(2, 3, 4, 5), K=normal(2, 3, 4, 5), V=normal(2, 3, 4, 5)),
        case("one place", Q=normal(2, 1, 3), K=normal(2, 1, 3), V=normal(2, 1, 4), _edge=True),
        case("two places, queries of zeros", Q=normal(2, 3, std=0), K=normal(2, 3), V=normal(2, 3)),
        case("one channel", Q=normal(4, 1), K=normal(4, 1), V=normal(4, 1), _edge=True),
        case("as many places as channels", Q=normal(2, 3, 3), K=normal(2, 3, 3), V=normal(2, 3, 3)),
        case("as many heads as places", Q=normal(1, 3, 3, 2), K=normal(1, 3, 3, 2), V=normal(1, 3, 3, 2)),
        case("a strided view", Q=view(normal(66, 3)), K=view(normal(66, 3)), V=view(normal(66, 2))),
        case(
            "scores of 1e4, rows that underflow and rows that do not",
            Q=_rounded_to_64ths(_large_queries),
            K=_rounded_to_64ths(_keys),
            V=normal(7, 3),
            _large=True,
            _rtol=1e-10,
        ),
    ),
    identities=(
        Identity(
            "the future cannot change the past: other keys and values later on leave the earlier outputs as they are",
            change_of_the_past,
        ),
        Identity("no gradient of one place reaches a later key", partial(gradient_of_the_future, name="K"), of="K"),
        Identity("no gradient of one place reaches a later value", partial(gradient_of_the_future, name="V"), of="V"),
        Identity(
            "weights sum to 1: where all values are alike, the output is that value",
            lambda s, call: call(_equal_values(s.inputs)).output - _equal_values(s.inputs)["V"],
        ),
        Identity(
            "weights sum to 1: dV, summed over the places, is doutput summed over the places",
            lambda s, call: np.sum(s.gradients["V"], axis=-2) - np.sum(s.upstream, axis=-2),
            of="V",
        ),
        Identity(
            "one vector added to all keys changes no weight, so dK sums to 0 over the places",
            lambda s, call: np.sum(s.gradients["K"], axis=-2),
            of="K",
        ),
        Identity(
            "sum of Q times dQ equals sum of K times dK",
            lambda s, call: np.sum(s.inputs["Q"] * s.gradients["Q"]) - np.sum(s.inputs["K"] * s.gradients["K"]),
            of="Q",
        ),
        Identity(
            "the first place has nothing to choose between: its query has no gradient",
            lambda s, call: s.gradients["Q"][..., 0, :],
            of="Q",
        ),
    ),
    formulas=("dQ", "dK", "dV"),
    by_hand=case(
        "by hand",
        Q=exact([[5, 0, 0, 0], [2, 0, 0, 0]]),
        K=exact([[0, 1, 0, 0], [math.log(2), 0, 0, 0]]),
        V=exact([[3], [0]]),
        _upstream=exact([[2], [1]]),
    ),
    hints=(
        "Write the forward as four steps with a name for each result: scores, masked scores, P, output. You have "
        "derived the way back of three of them, and the fourth adds a constant.",
        "Walk back: dP[i,j] from doutput and V; then dscores[i,j] = P[i,j] (dP[i,j] - ...), a row at a time; then "
        "dQ[i,c] and dK[j,c] from dscores. What is dscores[i,j] where P[i,j] = 0?",
        "Three calls of backward, one for each op of the forward, from the last to the first: doutput gives dP "
        "and dV, dP gives dscores (..., S, S), dscores gives dQ and dK.",
    ),
)


def _equal_values(inputs):
    """Return the inputs with the first value at every position."""
    return {**inputs, "V": np.array(np.broadcast_to(inputs["V"][..., :1, :], inputs["V"].shape))}


MISTAKES = (
    Mistake(
        "sees-one-ahead",
        "mask = causal_mask(Q.shape[-2])",
        "mask = np.triu(np.full((Q.shape[-2], Q.shape[-2]), -1e9), k=2)",
        "The mask starts one diagonal too late: each place sees one place ahead, the very token that it is asked "
        "to predict.",
        breaks="forward",
    ),
    Mistake(
        "blind-to-itself",
        "mask = causal_mask(Q.shape[-2])",
        "mask = np.triu(np.full((Q.shape[-2], Q.shape[-2]), -1e9), k=0)",
        "The mask covers the diagonal, so no place sees itself. The first place then has nothing to look at, and "
        "takes a mean of everything, the future too.",
        breaks="forward",
    ),
    Mistake(
        "no-mask",
        "softmax(scores + mask)",
        "softmax(scores)",
        "The mask is not added to the scores: every place sees the future.",
        breaks="forward",
    ),
    Mistake(
        "the-past-masked",
        "mask = causal_mask(Q.shape[-2])",
        "mask = causal_mask(Q.shape[-2]).T",
        "The mask is transposed: each place sees itself and the future, and not the past. Rows are the places "
        "that look, columns those that are looked at.",
        breaks="forward",
    ),
    Mistake(
        "masked-after-the-softmax",
        "P, softmax_backward = softmax(scores + mask)",
        "P, softmax_backward = softmax(scores); P = P * (mask == 0)",
        "The weights of the future are set to 0 after the softmax, so what is left of a row no longer sums to 1. "
        "Mask the scores, and let the softmax share out the whole weight.",
        breaks="forward",
    ),
    Mistake(
        "divided-by-d",
        "scores, scores_backward = attention_scores(Q, K)",
        "scores, scores_backward = attention_scores(Q / Q.shape[-1] ** 0.5, K)",
        "The scores are divided by d in place of its square root.",
        breaks="forward",
    ),
    Mistake(
        "not-scaled",
        "scores, scores_backward = attention_scores(Q, K)",
        "scores, scores_backward = attention_scores(Q * Q.shape[-1] ** 0.5, K)",
        "The scores are not divided by sqrt(d).",
        breaks="forward",
    ),
    Mistake(
        "scale-missing-in-dQ",
        '"Q": by_scores["Q"],',
        '"Q": by_scores["Q"] * Q.shape[-1] ** 0.5,',
        "dQ lacks the factor 1/sqrt(d). It stands in every score, so it stands in every derivative of a score.",
    ),
    Mistake(
        "scale-missing-in-dK",
        '"K": by_scores["K"],',
        '"K": by_scores["K"] * Q.shape[-1] ** 0.5,',
        "dK lacks the factor 1/sqrt(d). It stands in every score, so it stands in every derivative of a score.",
    ),
    Mistake(
        "scale-missing-in-both",
        '{"Q": by_scores["Q"], "K": by_scores["K"],',
        '{"Q": by_scores["Q"] * Q.shape[-1] ** 0.5, "K": by_scores["K"] * Q.shape[-1] ** 0.5,',
        "Neither dQ nor dK has the factor 1/sqrt(d). It stands in every score, so it stands in every derivative "
        "of one.",
    ),
    Mistake(
        "dK-not-transposed",
        '"K": by_scores["K"],',
        '"K": scores_backward(dscores.swapaxes(-1, -2))["K"],',
        "dK is dscores Q where it is dscores^T Q: key j is looked at by every place i, so the sum runs over the "
        "first index of dscores. The shapes cannot tell: dscores is square.",
    ),
    Mistake(
        "dQ-and-dK-exchanged",
        '{"Q": by_scores["Q"], "K": by_scores["K"],',
        '{"Q": by_scores["K"], "K": by_scores["Q"],',
        "dQ and dK are exchanged. They have one shape, so only the numbers tell.",
    ),
    Mistake(
        "softmax-diagonal-only",
        'dscores = softmax_backward(by_output["P"])["x"]',
        'dscores = P * (1 - P) * by_output["P"]',
        "The softmax's backward has only the diagonal of its Jacobian, P(1 - P). Each score moves all weights of "
        "its row: the terms -P[i,j] P[i,k] are missing.",
    ),
    Mistake(
        "softmax-over-the-wrong-axis",
        'dscores = softmax_backward(by_output["P"])["x"]',
        'dscores = P * (by_output["P"] - np.sum(P * by_output["P"], axis=-2, keepdims=True))',
        "The softmax's backward sums over columns. P's rows are what the forward normalized, so the sum runs "
        "along each row: over the last axis.",
    ),
    Mistake(
        "softmax-skipped",
        'dscores = softmax_backward(by_output["P"])["x"]',
        'dscores = by_output["P"] * (mask == 0)',
        "dP is passed on as dscores, with the future set to 0: the softmax between the two is left out.",
    ),
    Mistake(
        "P-not-transposed",
        '"V": by_output["V"]}',
        '"V": P @ doutput}',
        "dV is P doutput where it is P^T doutput: value j goes to every place i that looks at it, so the sum runs "
        "over the first index of P.",
    ),
    Mistake(
        "softmax-that-overflows",
        "P, softmax_backward = softmax(scores + mask)",
        "P = np.exp(scores + mask); P /= np.sum(P, axis=-1, keepdims=True); "
        'softmax_backward = lambda dP: {"x": P * (dP - np.sum(P * dP, axis=-1, keepdims=True))}',
        "exp overflows on scores above 709, and a row of scores below -745 sums to 0. Take each row's largest "
        "score off before exp: the weights stay what they are.",
        breaks="robustness",
    ),
    Mistake(
        "mask-too-weak",
        "mask = causal_mask(Q.shape[-2])",
        "mask = causal_mask(Q.shape[-2], -1e4)",
        "A mask of -1e4 hides only scores that are smaller than that: where a later key scores higher by more, "
        "the future shows through.",
        breaks="robustness",
    ),
    Mistake(
        "future-scored-zero",
        "softmax(scores + mask)",
        "softmax(np.where(mask == 0, scores, 0.0))",
        "The future's scores are set to 0, as np.tril does it, and exp(0) is 1: a score of 0 hides nothing. Add -1e9 "
        "instead.",
        "forward",
    ),
    Mistake(
        "softmax-over-the-queries",
        "P, softmax_backward = softmax(scores + mask)",
        "P, softmax_backward = softmax((scores + mask).swapaxes(-1, -2))\n    P = P.swapaxes(-1, -2)",
        "The softmax runs along the queries, axis -2: the columns sum to 1. Each query divides its attention among "
        "the keys, axis -1.",
        "forward",
    ),
    Mistake(
        "row-sum-missing",
        'softmax_backward(by_output["P"])["x"]',
        'P * by_output["P"]',
        "The softmax's row sum is missing: dscores is P (dP - the sum of P dP along the row), and here it is P dP. "
        "All weights of a row share one sum, 1, so that one grows at the cost of the others.",
    ),
)
