"""Exercise entry: lambada (perplexity and accuracy on the last word of passages)."""

import numpy as np

from grader.course.captions import or_value_error
from grader.course.inputs import exact, normal
from grader.course.part13_evaluation.lambada.driver import drive
from grader.course.spec import Exercise, Mistake, case

TEXT = (
    "the cat sat on the mat and saw a bird",
    "on the mat the cat",
    "a bird saw the elephant",
    "and the elephant sat on a mat",
    "so they all sat down and had tea",
    "tea for two",
    "the bird flew over the sea",
    "who saw it",
)
SEES_ONE_BACK = {"W": exact([[0, np.log(2)], [np.log(3), 0]]), "M": exact([[0, 0], [0, 0]])}
SURE = {"W": exact([[1e4, 1e4 + 500], [500, 0]]), "M": exact([[0, 0], [0, 0]])}

EXERCISE = Exercise(
    title="LAMBADA",
    points=10,
    arguments=("logits_of", "passages", "encode"),
    outputs=("perplexity", "accuracy"),
    requires=("per_token_cross_entropy",),
    driver=drive,
    cases=(
        case("one passage of two words", W=normal(3, 3), M=normal(3, 3), passages=("a b",)),
        case("eight passages", W=normal(5, 5), M=normal(5, 5), passages=TEXT),
        case("a vocabulary of 3", W=normal(3, 3, std=2), M=normal(3, 3, std=0.3), passages=TEXT),
        case(
            "words of two tokens, of which one or both are right",
            **SEES_ONE_BACK,
            passages=("b xbb", "b xba", "a xbb", "a xb", "b xb", "b b xba"),
        ),
        case(
            "quotes and stops", W=normal(7, 7), M=normal(7, 7), passages=('"no!" said the cat.', "a 'b' c", "to be .")
        ),
        case("refused in words (-1): a single word", **SEES_ONE_BACK, passages=("b xbb", "xbb"), _edge=True),
        case(
            "refused in words (-1): nothing after the last space",
            **SEES_ONE_BACK,
            passages=("b xbb", "a xb "),
            _edge=True,
        ),
        case(
            "refused in words (-1): nothing before the last space",
            **SEES_ONE_BACK,
            passages=("b xbb", " xb"),
            _edge=True,
        ),
        case("refused in words (-1): no passage", **SEES_ONE_BACK, passages=(), _edge=True),
        case(
            "a word of next to no probability",
            **SURE,
            passages=("b xab", "b xb", "b b xbb", "a xbb xb"),
            _large=True,
            _rtol=1e-10,
        ),
    ),
    by_hand=case("by hand", **SEES_ONE_BACK, passages=("b xbb", "a xb")),
    captions={"perplexity": or_value_error(), "accuracy": or_value_error()},
    hints=(
        "Where does the last word begin, and does its space belong to the context or to the word? How many tokens are "
        "there in it, and which entries of the logits speak of them?",
        "p(word) is the product of its tokens' probabilities, each with all that stands before it, so -log p(word) is "
        "a sum. The perplexity is exp of its mean: a mean over what?",
        "rpartition at the space; encode context and space + word; one call of logits_of on both; the n logits before "
        "the last; sum of their losses, and all(argmax == tokens).",
    ),
)

MISTAKES = (
    Mistake(
        "mean-over-tokens",
        "np.exp(total / len(passages))",
        'np.exp(total / sum(len(encode(" " + p.rpartition(" ")[2])) for p in passages))',
        "The losses are divided by the number of tokens. What is told is words: a word of three tokens is one event.",
        breaks="forward",
    ),
    Mistake(
        "mean-within-the-word",
        "nll.sum()",
        "nll.mean()",
        "The losses of one word's tokens are averaged. The word's probability is a product, so their losses add up.",
        breaks="forward",
    ),
    Mistake(
        "first-token-decides",
        "np.all(logits.argmax(axis=-1) == ids[0, -n:])",
        "logits[0].argmax() == ids[0, -n]",
        "A passage counts as right where the word's first token is. The word is told only where all of its tokens are.",
        breaks="forward",
    ),
    Mistake(
        "last-token-decides",
        "np.all(logits.argmax(axis=-1) == ids[0, -n:])",
        "logits[-1].argmax() == ids[0, -1]",
        "A passage counts as right where the word's last token is, which is easy once its beginning is given away. All "
        "of its tokens have to be right.",
        breaks="forward",
    ),
    Mistake(
        "any-token-decides",
        "np.all(logits.argmax(axis=-1) == ids[0, -n:])",
        "np.any(logits.argmax(axis=-1) == ids[0, -n:])",
        "A passage counts as right where any token of the word is. All of them have to be.",
        breaks="forward",
    ),
    Mistake(
        "space-with-the-context",
        "encode(context), encode(space + word)",
        "encode(context + space), encode(word)",
        "The space stays with the context. GPT-2's tokens begin with their space, so a context that ends with one is "
        "text as the model hardly ever saw it.",
        breaks="forward",
    ),
    Mistake(
        "logits-not-shifted",
        "logits_of(ids)[0, -n - 1 : -1]",
        "logits_of(ids)[0, -n:]",
        "The word is scored by the logits at its own places, which have already read it. Those one place earlier speak "
        "of it.",
        breaks="forward",
    ),
    Mistake(
        "cut-at-the-first-space",
        "passage.rpartition",
        "passage.partition",
        "The passage is cut at its first space, so nearly all of it is scored. Only the last word is asked for.",
        breaks="forward",
    ),
    Mistake(
        "product-of-probabilities",
        "total += float(nll.sum())",
        "total -= float(np.log(np.prod(np.exp(-nll))))",
        "The word's probability is formed as a product and its logarithm taken after: a word of very little "
        "probability becomes 0, and its loss infinite. Add the logarithms.",
        breaks="robustness",
    ),
)
