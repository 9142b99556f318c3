"""Exercise entry: strided_perplexity (perplexity of a long text by windows that overlap)."""

import numpy as np

from grader.course.captions import pytorch
from grader.course.inputs import exact, ids, integers, normal, view
from grader.course.part13_evaluation.strided_perplexity.driver import drive
from grader.course.spec import Exercise, Mistake, case


def _case(label, N, context, stride, V=5, ask="perplexity", **options):
    """Return a case of N tokens and a model with a vocabulary of V; `ask` as in the driver."""
    given = {"W": normal(V, V), "M": normal(V, V), "tokens": ids(N, below=V), "context": context, "stride": stride}
    return case(label, **(given | {"ask": ask} | options))


EXERCISE = Exercise(
    title="Perplexity of a long text",
    points=10,
    arguments=("logits_of", "ids", "context", "stride"),
    outputs=("perplexity", "scored"),
    requires=("per_token_cross_entropy",),
    driver=drive,
    cases=(
        _case("two tokens", 2, 4, 2, _edge=True),
        _case("a short last window", 21, 8, 3),
        _case("a full last window", 20, 8, 4),
        _case("one token in the last window", 12, 5, 3),
        _case("a text shorter than the context", 6, 9, 4),
        _case("a text as long as the context", 9, 9, 4),
        _case("a stride of 1", 9, 4, 1),
        _case("windows of two tokens", 9, 2, 1),
        _case("a stride one less than the context", 17, 4, 3),
        _case("a strided view", 14, 6, 4, V=4, tokens=view(ids(14, below=4))),
        _case("two tokens, one window of two", 2, 2, 2, _edge=True),
        _case("a read-only token file in uint16, ids above 32767", 7, 4, 3, ask="a token file", _edge=True),
        _case("a stride as long as the context", 14, 4, 4),
        _case("a stride as long as the context, and one token left over", 13, 4, 4, _edge=True),
        _case("refused: a stride longer than the context", 12, 4, 5, ask="refused", _edge=True),
        _case("refused: a stride of 0", 12, 4, 0, ask="refused", _edge=True),
        _case("refused: a negative stride", 12, 4, -2, ask="refused", _edge=True),
        _case("refused: windows of one token", 6, 1, 1, ask="refused", _edge=True),
        _case("refused: windows of no token", 6, 0, 0, ask="refused", _edge=True),
        _case("refused: a single token", 1, 4, 2, ask="refused", _edge=True),
        _case("refused: no token", 0, 4, 2, ask="refused", _edge=True),
        _case("a long text", 1500, 24, 12, _large=True),
    ),
    by_hand=_case(
        "by hand",
        4,
        3,
        2,
        W=exact([[0, np.log(2)], [np.log(3), 0]]),
        M=exact([[0, 0], [0, 0]]),
        tokens=integers([0, 1, 1, 0]),
    ),
    captions={
        "scored": pytorch("number of tokens scored"),
    },
    hints=(
        "Draw the windows as bars over the text, and mark in each bar the tokens that no earlier bar holds. Which "
        "entry of the logits speaks of a marked token?",
        "Entry t of a window that begins at b speaks of token b + t + 1. Of the tokens done, ..., end - 1, which t are "
        "those? Where the stride is the whole context, done is b: does anything speak of token b? And the mean: over "
        "windows, or over tokens?",
        "for begin in range(0, N - 1, stride): end = min(begin + context, N); first = max(done, begin + 1); logits of "
        "ids[begin:end]; the slice of entries that speak of ids[first:end]; add up losses and counts; done = end; stop "
        "where end is N.",
    ),
)

MISTAKES = (
    Mistake(
        "double-counting",
        "logits[0, first - begin - 1 : -1], ids[first:end])",
        "logits[0, :-1], ids[begin + 1 : end])",
        "Every window scores all of its tokens, so those in the overlap count twice, once of it with little before "
        "them. A token is scored once, in the first window that holds it.",
        breaks="forward",
    ),
    Mistake(
        "mean-of-window-means",
        "total += float(nll.sum())\n        scored += len(nll)",
        "means = [*means, nll.mean()] if begin else [nll.mean()]\n        scored += len(nll)\n"
        "        total = float(np.mean(means)) * scored",
        "This is the mean of the windows' means. The windows score different numbers of tokens, so those of a short "
        "one weigh more than the rest.",
        breaks="forward",
    ),
    Mistake(
        "short-last-window-dropped",
        "if end == N:",
        "if end + stride > N:",
        "The last window is left out where it is not full, and the end of the text is never scored.",
        breaks="forward",
    ),
    Mistake(
        "short-last-window-counted-in-full",
        "scored += len(nll)",
        "scored += context - 1 if begin == 0 else stride",
        "Each window counts as if it were full. The last one often scores fewer tokens than the stride.",
        breaks="forward",
    ),
    Mistake(
        "no-overlap",
        "end = min(begin + context, N)",
        "end, begin = min(begin + context, N), max(0, done - 1)",
        "Each window begins where the last one ended, so the tokens that it scores have next to nothing before them, "
        "and the perplexity comes out too high. The overlap is there to be read and not scored.",
        breaks="forward",
    ),
    Mistake(
        "logits-not-shifted",
        "logits[0, first - begin - 1 : -1]",
        "logits[0, first - begin :]",
        "Token j is scored by the logits at its own place, which have already read it. Those at the place before speak "
        "of it.",
        breaks="forward",
    ),
    Mistake(
        "first-token-counted",
        "total / scored",
        "total / N",
        "The sum is divided by the number of tokens, one more than were scored: nothing speaks of the first.",
        breaks="forward",
    ),
    Mistake(
        "two-to-the-nats",
        "np.exp(total / scored)",
        "np.exp2(total / scored)",
        "The loss is in nats, so its perplexity is e to the loss, not 2 to it.",
        breaks="forward",
    ),
    Mistake(
        "product-of-probabilities",
        "np.exp(total / scored)",
        "np.exp(-total) ** (-1 / scored)",
        "The probability of the whole text is formed, and for a long text it underflows to 0. Take the mean before "
        "exp.",
        breaks="robustness",
    ),
)
