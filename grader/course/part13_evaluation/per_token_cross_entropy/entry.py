"""Exercise entry: per_token_cross_entropy (the cross-entropy of each token, in float64)."""

import numpy as np

from grader.course.inputs import exact, ids, integers, normal, rows, single, token_file, view
from grader.course.part13_evaluation.per_token_cross_entropy.driver import drive
from grader.course.spec import Exercise, Mistake, case

EXERCISE = Exercise(
    title="Loss per token",
    points=5,
    arguments=("logits", "targets"),
    outputs=("nll",),
    driver=drive,
    cases=(
        case("one token, one class", logits=normal(1, 1), targets=integers([0]), _edge=True),
        case("two axes", logits=normal(3, 5), targets=ids(3, below=5)),
        case("three axes", logits=normal(2, 3, 4, std=3), targets=ids(2, 3, below=4)),
        case("axes of size 1", logits=normal(1, 4, 3), targets=ids(1, 4, below=3), _edge=True),
        case("square", logits=normal(4, 4), targets=ids(4, below=4)),
        case("no leading axis", logits=normal(6), targets=integers(2), _edge=True),
        case("a strided view", logits=view(normal(3, 5)), targets=view(ids(3, below=5))),
        case("float32", logits=single(normal(3, 4, 50)), targets=ids(3, 4, below=50), _rtol=1e-6, _edge=True),
        case("ids above 32767", logits=normal(2, 40_000), targets=token_file(integers([39_999, 5])), _edge=True),
        case("targets in uint16", logits=normal(5, 300), targets=token_file(ids(5, below=300)), _edge=True),
        case(
            "large logits",
            logits=rows(normal(6, std=1e4), normal(6, mean=1e4), normal(6, mean=-1e4), normal(6, std=300)),
            targets=ids(4, below=6),
            _large=True,
            _rtol=1e-11,
        ),
    ),
    by_hand=case("by hand", logits=exact([[0, np.log(3)], [5, 5]]), targets=integers([0, 1])),
    hints=(
        "It is the loss of part 04 with its mean taken away. Which numbers of a row do you need: all of p, or one?",
        "-log p[y] = log sum_v exp(x[v]) - x[y], and log sum_v exp(x[v]) = m + log sum_v exp(x[v] - m) for any m. "
        "Which m keeps every exp at 1 or below?",
        "Row maximum with keepdims, exp of the difference, sum over the last axis with dtype=np.float64, log; then "
        "np.take_along_axis picks one logit of each row, with targets given a last axis.",
    ),
)

MISTAKES = (
    Mistake(
        "exp-overflows",
        "shift = logits.max(axis=-1, keepdims=True)",
        "shift = 0 * logits.max(axis=-1, keepdims=True)",
        "exp(710) is more than float64 holds. Take each row's largest logit off first, and put it back outside the "
        "logarithm.",
        breaks="robustness",
    ),
    Mistake(
        "one-shift-for-all",
        "shift = logits.max(axis=-1, keepdims=True)",
        "shift = np.full_like(logits[..., :1], logits.max())",
        "One maximum serves all rows. A row far below it underflows to a sum of 0, and its logarithm is -inf: every "
        "row has its own maximum.",
        breaks="robustness",
    ),
    Mistake(
        "small-number-in-the-log",
        "return np.log(total) + behind",
        "return -np.log(np.exp(-behind) / total + 1e-9)",
        "A small number is added inside the logarithm, so no token can cost more than 20.7 nats: just the worst "
        "mistakes of the model are hidden.",
        breaks="forward",
    ),
    Mistake(
        "bits",
        "return np.log(total) + behind",
        "return (np.log(total) + behind) / np.log(2)",
        "This is in bits, by the logarithm to base 2. Perplexity is exp of the loss, which needs nats.",
        breaks="forward",
    ),
    Mistake(
        "shift-not-put-back",
        "return np.log(total) + behind",
        "return np.log(total) - right[..., 0]",
        "The row's maximum is taken off inside the logarithm and not put back outside.",
        breaks="forward",
    ),
    Mistake(
        "probability-not-its-log",
        "return np.log(total) + behind",
        "return np.exp(-behind) / total",
        "This is the target's probability. Its negative logarithm is what adds up over a text.",
        breaks="forward",
    ),
    Mistake(
        "mean-in-every-place",
        "return np.log(total) + behind",
        "return np.full(behind.shape, np.mean(np.log(total) + behind))",
        "Every token has the mean of all. Which tokens were hard is what a loss per token is for.",
        breaks="forward",
    ),
)
