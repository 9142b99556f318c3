"""Exercise entry: lambada (perplexity and accuracy on the last word of passages)."""

import numpy as np

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
LONG = tuple(" ".join((" ".join(TEXT).split() * 3)[start : start + n]) for start, n in ((0, 20), (3, 41), (5, 80)))
"""About as long as LAMBADA's own passages, and longer."""

SEES_ONE_BACK = {"W": exact([[0, np.log(2)], [np.log(3), 0]]), "M": exact([[0, 0], [0, 0]])}
SURE = {"W": exact([[1e4, 1e4 + 500], [500, 0]]), "M": exact([[0, 0], [0, 0]])}


def _case(label, V=0, passages=(), ask="scores", **options):
    """Return a case of a model and a tokenizer of V tokens, or of the W and M given; `ask` as in the driver."""
    return case(label, **({"W": normal(V, V), "M": normal(V, V), "passages": passages, "ask": ask} | options))


EXERCISE = Exercise(
    title="LAMBADA",
    points=10,
    arguments=("logits_of", "passages", "encode"),
    outputs=("perplexity", "accuracy"),
    requires=("per_token_cross_entropy",),
    driver=drive,
    cases=(
        _case("one passage of two words", 3, ("a b",)),
        _case("eight passages", 5, TEXT),
        _case("a vocabulary of 3", W=normal(3, 3, std=2), M=normal(3, 3, std=0.3), passages=TEXT),
        _case(
            "words of two tokens, of which one or both are right",
            **SEES_ONE_BACK,
            passages=("b xbb", "b xba", "a xbb", "a xb", "b xb", "b b xba"),
        ),
        _case("passages of 20 to 80 words", 5, LONG),
        _case("quotes and stops", 7, ('"no!" said the cat.', "a 'b' c", "to be .")),
        _case(
            "a new line, a tab, two spaces",
            7,
            ("to be\nor not", "he said\nyes", "the\tcat sat\tup", "a  mat"),
            _edge=True,
        ),
        _case("ids above 32767", 5, ("on the mat", "tea for two"), ask="large ids", _edge=True),
        _case("refused: a single word", **SEES_ONE_BACK, passages=("b xbb", "xbb"), ask="refused", _edge=True),
        _case("refused: nothing after the last space", 2, ("b xbb", "a xb "), ask="refused", _edge=True),
        _case("refused: nothing before the last space", 2, ("b xbb", " xb"), ask="refused", _edge=True),
        _case("refused: no passage", 2, (), ask="refused", _edge=True),
        _case(
            "a word of next to no probability",
            **SURE,
            passages=("b xab", "b xb", "b b xbb", "a xbb xb"),
            _large=True,
            _rtol=1e-10,
        ),
    ),
    by_hand=_case("by hand", **SEES_ONE_BACK, passages=("b xbb", "a xb")),
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
        "last-token-scored-alone",
        "nll.sum()",
        "nll[-1]",
        "Of the word's tokens only the last is scored. The word's probability is the product of all of theirs.",
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
    Mistake(
        "space-lost",
        "encode(context), encode(space + word)",
        "encode(context), encode(word)",
        "The space before the last word is lost: it is in neither part. The word goes from that space on, and "
        "GPT-2's token of a word with its space is another than that without.",
        breaks="forward",
    ),
)
