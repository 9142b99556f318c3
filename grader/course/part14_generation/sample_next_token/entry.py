"""Exercise entry: sample_next_token (samples a token with temperature, top-k and top-p)."""

import numpy as np

from grader.course.captions import NEXT_DRAW
from grader.course.inputs import exact, normal, view
from grader.course.part14_generation.sample_next_token.driver import drive
from grader.course.spec import Caption, Exercise, Mistake, case


def _case(label, logits, temperature=1.0, top_k=None, top_p=None, seed=1, count=80, ask="tokens", **options):
    """Return a case of `count` samples, enough that two different distributions give different tokens."""
    given = {"temperature": temperature, "top_k": top_k, "top_p": top_p, "seed": seed, "count": count}
    return case(label, ask=ask, logits=logits, **given, **options)


FIVE = exact(np.log([0.1, 0.35, 0.05, 0.3, 0.2]))

EXERCISE = Exercise(
    title="Sampling a token",
    points=10,
    arguments=("logits", "temperature", "top_k", "top_p", "rng"),
    outputs=("tokens", "next_draw"),
    driver=drive,
    cases=(
        _case("a vocabulary of one", normal(1), count=3, _edge=True),
        _case("plain", normal(7)),
        _case("temperature 0", normal(6), 0, count=4),
        _case("temperature 0, with top_k and top_p", normal(6), 0, 3, 0.5, count=4),
        _case("temperature 0, the largest twice", exact([1, 3, 0, 3, 2]), 0, count=4),
        _case("temperature 0.5", normal(7), 0.5, seed=2),
        _case("temperature 2", normal(7), 2.0, seed=3),
        _case("top_k 3 of 5", FIVE, top_k=3, seed=4),
        _case("top_k 1", normal(8), top_k=1),
        _case("top_k above the vocabulary", normal(4), top_k=9, seed=5),
        _case("top_k 20 of 300", normal(300), top_k=20, seed=17),
        _case("top_p 0.5 of 300", normal(300), top_p=0.5, seed=18),
        _case("no generator", exact([0, 40, 1]), top_k=1, seed=None, count=3),
        _case("top_k 2, the second tied with a third", exact([1, 2, 3, 2, 0]), top_k=2, seed=6),
        _case("top_p 0.6 of five", FIVE, top_p=0.6, seed=7),
        _case("top_p 0.9 of five", FIVE, top_p=0.9, seed=8),
        _case("top_p 0.01", normal(5), top_p=0.01, seed=9),
        _case("top_p 1", normal(5), top_p=1.0, seed=10),
        _case("temperature 0.5 and top_p 0.7", FIVE, 0.5, None, 0.7, seed=11),
        _case("temperature 2 and top_p 0.7", FIVE, 2.0, None, 0.7, seed=16),
        _case("top_k 3 and top_p 0.7", FIVE, 1.0, 3, 0.7, seed=12),
        _case("a strided view", view(normal(9)), top_k=6, seed=13),
        _case("top_k as large as the vocabulary", normal(4), top_k=4, seed=19, count=20),
        _case(
            "top_p reached exactly, by one of two equals", exact([0, 0]), top_p=0.5, count=20, ask="ranks", _edge=True
        ),
        _case(
            "top_p reached exactly, by two of four equals",
            exact([2, 2, 2, 2]),
            top_p=0.5,
            count=20,
            ask="ranks",
            _edge=True,
        ),
        _case(
            "top_p reached exactly, among the top_k",
            exact([0, 0, -1, 0, 0]),
            1.0,
            4,
            0.5,
            count=20,
            ask="ranks",
            _edge=True,
        ),
        _case(
            "two runs without a generator differ", normal(50, std=0.1), seed=None, count=12, ask="unseeded", _edge=True
        ),
        _case("refused: a temperature of -1", FIVE, -1.0, ask="refused", _edge=True),
        _case("refused: a top_k of 0", FIVE, top_k=0, ask="refused", _edge=True),
        _case("refused: a top_k of -2", FIVE, top_k=-2, ask="refused", _edge=True),
        _case("refused: a top_p of 0", FIVE, top_p=0.0, ask="refused", _edge=True),
        _case("refused: a top_p of -0.5", FIVE, top_p=-0.5, ask="refused", _edge=True),
        _case("refused: a top_p of 1.5", FIVE, top_p=1.5, ask="refused", _edge=True),
        _case("refused: a top_k of 0 at temperature 0", FIVE, 0, top_k=0, ask="refused", _edge=True),
        _case("refused: a top_p of 1.5 at temperature 0", FIVE, 0, top_p=1.5, ask="refused", _edge=True),
        _case("large logits", exact([1000, 1001, 999, -2000, 1000.5]), seed=14, _large=True),
        _case("a temperature of 1e-4", exact([0.1, 0.3, 0.2999, 0.2]), 1e-4, seed=15, _large=True),
    ),
    by_hand=_case("by hand", exact([0, np.log(4), np.log(3), np.log(2)]), top_p=0.8, seed=0, count=3),
    by_hand_asks=("tokens",),
    captions={"tokens": Caption(), "next_draw": NEXT_DRAW},
    hints=(
        "Write the five probabilities of a small case in a row, as stretches of the line from 0 to 1. What does "
        "dividing by the temperature do to them, what do top_k and top_p take away, and what must happen to the rest?",
        "With the tokens sorted by p, most probable first, token i stays where the sum of those before it is still "
        "below top_p. Token v is drawn where sum_{w<v} p[w] <= u < sum_{w<=v} p[w].",
        "Scores (logits - max) / temperature; -inf for those below the k-th largest (np.partition); exp, divide by the "
        "sum; argsort and cumsum for top_p, divide again; cumsum over the ids, and np.searchsorted with side='right'.",
    ),
)

MISTAKES = (
    Mistake(
        "temperature-multiplies",
        "- logits.max()) / temperature",
        "- logits.max()) * temperature",
        "The logits are multiplied by the temperature: a high one should make the draw more even, and here it makes it "
        "sharper.",
        breaks="forward",
    ),
    Mistake(
        "temperature-ignored",
        "- logits.max()) / temperature",
        "- logits.max())",
        "The temperature changes nothing but whether the draw is greedy.",
        breaks="forward",
    ),
    Mistake(
        "top-k-keeps-one-more",
        "np.partition(scores, -top_k)[-top_k]",
        "np.sort(scores)[-top_k - 1]",
        "One token too many is kept: the k-th largest of a sorted row is at [-k].",
        breaks="forward",
    ),
    Mistake(
        "top-k-keeps-the-smallest",
        "np.partition(scores, -top_k)[-top_k]",
        "-np.inf\n        scores = np.where(scores <= np.sort(scores)[top_k - 1], scores, -np.inf)",
        "The k smallest are kept in place of the k largest.",
        breaks="forward",
    ),
    Mistake(
        "last-token-dropped",
        "before >= top_p",
        "before + p[order] > top_p",
        "The token at which the sum reaches top_p is thrown out as well, so what is kept falls short of top_p, and may "
        "be nothing at all. Look at the sum of those before a token.",
        breaks="forward",
    ),
    Mistake(
        "least-probable-first",
        'np.argsort(-p, kind="stable")',
        'np.argsort(p, kind="stable")',
        "top_p walks from the least probable token up, and keeps the tail that it is there to cut off.",
        breaks="forward",
    ),
    Mistake(
        "top-p-before-temperature",
        "before = np.cumsum(p[order]) - p[order]",
        "q = np.exp(temperature * scores) / np.exp(temperature * scores).sum()\n"
        "        before = np.cumsum(q[order]) - q[order]",
        "top_p is measured on the probabilities before the temperature. The temperature comes first: it changes how "
        "many tokens are needed to reach top_p.",
        breaks="forward",
    ),
    Mistake(
        "not-made-to-sum-to-one",
        'rng.random(), side="right")',
        "0.0 + rng.random() * np.exp(scores[scores > -np.inf]).sum() / np.exp((logits - logits.max()) / "
        'temperature).sum(), side="right")',
        "What top_k kept does not sum to 1 again before the draw, so the tokens with the highest ids are drawn too "
        "seldom.",
        breaks="forward",
    ),
    Mistake(
        "drawn-in-order-of-probability",
        'ends = np.cumsum(p)  # (V,)\n    return int(np.searchsorted(ends / ends[-1], rng.random(), side="right"))',
        'by_p = np.argsort(-p, kind="stable")\n    ends = np.cumsum(p[by_p])\n'
        '    return int(by_p[np.searchsorted(ends / ends[-1], rng.random(), side="right")])',
        "The line from 0 to 1 is laid out by probability, not by id. That draws as often, and gives other tokens for a "
        "seed than rng.choice(V, p=p).",
        breaks="forward",
    ),
    Mistake(
        "always-the-likeliest",
        "if temperature == 0:",
        "if temperature >= 0:",
        "The likeliest token is taken at every temperature: nothing is drawn.",
        breaks="forward",
    ),
    Mistake(
        "exp-overflows",
        "(logits.astype(np.float64) - logits.max()) / temperature",
        "logits.astype(np.float64) / temperature",
        "exp overflows for large logits, and for ordinary ones at a small temperature. Take the largest logit off "
        "first.",
        breaks="robustness",
    ),
    Mistake(
        "crossing-token-dropped",
        "p[order[before >= top_p]] = 0",
        "p[order[1:][(before + p[order])[1:] > top_p]] = 0",
        "The token at which the sum reaches top_p is thrown out, unless it is the first: what is kept falls short of "
        "top_p. That the first stays whatever comes does not mend it. Look at the sum of those before a token.",
        breaks="forward",
    ),
)
