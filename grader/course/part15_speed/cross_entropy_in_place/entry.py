"""Exercise entry: cross_entropy_in_place (loss and dlogits, written over the logits)."""

import math

import numpy as np

from grader.course.captions import memory
from grader.course.inputs import exact, ids, integers, normal, rows, single
from grader.course.part15_speed.cross_entropy_in_place.driver import drive
from grader.course.spec import Exercise, Mistake, case


def _case(label, logits, targets, chunk, ignore_index=-1, ask="loss", **options):
    """Return a case: logits (N, V), targets (N,), and how many entries a chunk has."""
    return case(label, ask=ask, logits=logits, targets=targets, ignore_index=ignore_index, chunk=chunk, **options)


def _int32(values):
    """Just these int32 values."""
    return lambda rng: np.array(values, np.int32)


EXERCISE = Exercise(
    title="Cross-entropy in place",
    points=10,
    arguments=("logits", "targets", "ignore_index", "chunk"),
    outputs=("loss", "dlogits"),
    requires=("share",),
    driver=drive,
    cases=(
        _case("one row, one class", normal(1, 1), ids(1, below=1), 4, _edge=True),
        _case("two rows at a time", normal(11, 3), ids(11, below=3), 7),
        _case("a row at a time", normal(4, 6), ids(4, below=6), 2),
        _case("all at once", normal(4, 5), ids(4, below=5), 100),
        _case("some rows do not count", normal(5, 3), integers([2, -1, 0, -1, 1]), 6),
        _case("another index is ignored", normal(4, 5), integers([4, 0, 3, 4]), 10, ignore_index=4),
        _case("no row counts", normal(3, 4), integers([-1, -1, -1]), 8),
        _case("square", normal(4, 4), ids(4, below=4), 4),
        _case("memory taken beside the logits", exact(0), exact(0), 50_000, ask="memory"),
        _case("targets in int32", normal(4, 5), _int32([2, -1, 0, 4]), 10, _edge=True),
        _case("float32", single(normal(4, 5)), integers([2, -1, 0, 4]), 10, _large=True, _rtol=1e-5),
        _case("more than one chunk of the usual size", normal(5, 9), ids(5, below=9), None, ask="copies", _edge=True),
        _case(
            "logits of 1e4",
            rows(exact([1e4, 1e4 - 1, -1e4]), normal(3), exact([-1e4, -1e4 - 2, -1e4]), normal(3, std=1e3)),
            integers([1, 0, 2, 1]),
            3,
            _large=True,
        ),
    ),
    by_hand=_case("by hand", exact([[0, math.log(3)], [5, 6]]), integers([0, -1]), 2),
    captions={("loss", "memory"): memory("a third of the logits' bytes")},
    hints=(
        "What does the gradient need of the logits that exp has not yet destroyed? Write it down before.",
        "loss_n = log l_n - (x[n,y] - m_n) with m the row's maximum and l its sum of exp; dlogits[n,v] = (exp(x - m) / "
        "l_n - [v = y_n]) / count. Which of these are one number for a row?",
        "For some rows at a time: -= max, pick the targets' entries, np.exp(out=), sums (n, 1) by a product with ones, "
        "*= one factor per row (0 where it does not count), -= 1 / count at the targets.",
    ),
)

MISTAKES = (
    Mistake(
        "read-after-overwriting",
        "losses[a:b][counts] = -rows[at]  # before exp: afterwards the logit is gone\n"
        "            np.exp(rows, out=rows)\n",
        "np.exp(rows, out=rows)\n            losses[a:b][counts] = -rows[at]\n",
        "The target's logit is read after exp has been written over it.",
        breaks="forward",
    ),
    Mistake(
        "mean-over-all-rows",
        "count = max(1, np.count_nonzero(targets != ignore_index))",
        "count = max(1, N)",
        "The mean divides by all rows, those that do not count among them.",
        breaks="forward",
    ),
    Mistake(
        "ignored-rows-left-over",
        "counts[:, np.newaxis] / (sums * count)",
        "1 / (sums * count)",
        "A row that does not count keeps its softmax as its gradient. It has none.",
        breaks="forward",
    ),
    Mistake(
        "one-hot-not-divided",
        "rows[at] -= 1 / count",
        "rows[at] -= 1",
        "softmax is divided by the count and the one-hot is not.",
        breaks="forward",
    ),
    Mistake(
        "sum-for-the-mean",
        "(sums * count)",
        "sums",
        "softmax is not divided by the count, and the one-hot is.",
        breaks="forward",
    ),
    Mistake(
        "targets-of-the-first-chunk",
        "logits[a:b], targets[a:b]",
        "logits[a:b], targets[: b - a]",
        "Every chunk is scored on the targets of the first.",
        breaks="forward",
    ),
    Mistake(
        "a-second-copy",
        "    losses = np.zeros(N, np.float64)",
        "    copy = np.array(logits)\n    losses = np.zeros(N, copy.dtype)",
        "A whole copy of the logits is made: of GPT-2's they are 206 MB, written and read once more.",
        breaks="contract",
    ),
    Mistake(
        "exp-overflows",
        "rows -= rows.max(axis=-1, keepdims=True)",
        "rows -= 0",
        "No maximum is taken off: exp overflows on large logits, and rows of low ones sum to 0.",
        breaks="robustness",
    ),
)
