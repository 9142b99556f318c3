"""Exercise entry: blocked_attention (causal attention in blocks of queries and keys, an op with `out`)."""

import math

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.part06_attention.causality import change_of_the_past
from grader.course.part15_speed.blocked_attention.driver import drive
from grader.course.spec import Exercise, Identity, Mistake, case


def _case(label, *shape, e, queries, keys, make=lambda recipe: recipe, **options):
    """Return a case of normal Q and K (..., S, d) and V (..., S, e); `make` changes each recipe, as `view` does."""
    Q, K, V = make(normal(*shape)), make(normal(*shape)), make(normal(*shape[:-1], e))
    return case(label, Q=Q, K=K, V=V, queries=queries, keys=keys, **options)


def _large_queries(rng):
    """Q (9, 4) of multiples of 1/64, so that every score is exact in float64; the softmax of some rows underflows."""
    Q = np.round(64 * rng.standard_normal((9, 4))) / 64
    Q[[3, 4, 8]] *= 2.0**13
    return Q


def _keys(rng):
    """K (9, 4) of multiples of 1/64."""
    return np.round(64 * np.clip(rng.standard_normal((9, 4)), -2, 2)) / 64


EXERCISE = Exercise(
    title="Attention in blocks",
    points=20,
    arguments=("Q", "K", "V", "queries", "keys"),
    gradients=("Q", "K", "V"),
    driver=drive,
    requires=("share",),
    cases=(
        _case("one place, one channel", 1, 1, e=1, queries=1, keys=1, _edge=True),
        _case("seven places, blocks of 2 and 4", 7, 3, e=4, queries=2, keys=4),
        _case("as many keys as queries", 6, 3, e=2, queries=2, keys=2),
        _case("one query, one key at a time", 5, 2, e=3, queries=1, keys=1),
        _case("batch and heads", 2, 3, 5, 4, e=4, queries=2, keys=4),
        _case("three leading axes", 2, 1, 3, 4, 2, e=3, queries=3, keys=3),
        _case("one block of all", 2, 4, 3, e=3, queries=8, keys=8),
        _case("blocks that divide", 8, 3, e=3, queries=2, keys=4),
        _case("one channel", 6, 1, e=1, queries=2, keys=4, _edge=True),
        _case("square", 4, 4, e=4, queries=2, keys=2),
        _case("a strided view", 2, 5, 3, e=2, queries=2, keys=4, make=view),
        _case("one block; and a long text in blocks as in one", 5, 3, e=2, queries=None, keys=None, _large=True),
        case(
            "rows that underflow beside rows that do not",
            Q=_large_queries,
            K=_keys,
            V=normal(9, 3),
            queries=2,
            keys=4,
            _large=True,
            _rtol=1e-10,
        ),
    ),
    identities=(
        Identity("the future cannot change the past", change_of_the_past),
        Identity(
            "blocks of another size change nothing",
            lambda s, call: call({**s.inputs, "queries": 3, "keys": 3}).output - s.output,
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
    ),
    by_hand=case(
        "by hand",
        Q=exact([[0], [1]]),
        K=exact([[0], [math.log(3)]]),
        V=exact([[8], [4]]),
        queries=1,
        keys=1,
        _upstream=exact([[1], [2]]),
    ),
    hints=(
        "You have seen the scores of the first keys, and kept their maximum m, the sum l of exp(score - m) and the "
        "sum o of exp(score - m) value. Now a score comes that is larger than m. What has to become of l and o?",
        "m' = max(m, scores); l' = l exp(m - m') + sum exp(scores - m'); o' alike, with values; output = o / l at the "
        "end. For the way back, P[i,j] = exp(score[i,j] - m - log l), and sum_j P[i,j] dP[i,j] = doutput[i] output[i].",
        "For a block of queries a to b: keys from 0 up to b alone, `keys` at a time; add -inf above the diagonal in "
        "the block that holds it. Start m at -inf and l, o at 0: exp(-inf - m') is 0. Keep m + log l (..., S) for the "
        "backward, which adds each block's part to dK and dV.",
    ),
)

MISTAKES = (
    Mistake(
        "sum-not-rescaled",
        "                total *= fade\n",
        "",
        "The running sum is not rescaled when the maximum rises: what was summed before was under the old maximum.",
        breaks="forward",
    ),
    Mistake(
        "output-not-rescaled",
        "                o *= fade\n",
        "",
        "The sum is rescaled when the maximum rises, and the output is not: both were summed under the old maximum.",
        breaks="forward",
    ),
    Mistake(
        "divided-in-every-block",
        "o += p @ V4[at][:, seen]",
        "o += (p / p.sum(axis=-1, keepdims=True)) @ V4[at][:, seen]",
        "Each block's weights are divided by that block's sum, and the whole by the whole sum again. Divide once, at "
        "the end.",
        breaks="forward",
    ),
    Mistake(
        "sum-over-the-masked-half",
        "total += p @ np.ones((p.shape[-1], 1), Q.dtype)",
        "total += p @ np.ones((p.shape[-1], 1), Q.dtype) + np.exp(-higher) * np.sum(p == 0, axis=-1, keepdims=True)",
        "The row sum counts the masked places with a score of 0: their weight is 0, and their part of the sum as well.",
        breaks="forward",
    ),
    Mistake(
        "future-scored-zero",
        "+= _future(n, q.dtype)",
        "*= np.tri(n, dtype=q.dtype)",
        "The future's scores are set to 0, and exp(0) is not 0: set them to -inf.",
        breaks="forward",
    ),
    Mistake(
        "mask-on-the-first-keys",
        "scores[:, :, a - c :] +=",
        "scores[:, :, :n] +=",
        "The triangle is laid on the block's first columns. The diagonal is where key and query have the same place: "
        "column a - c.",
        breaks="forward",
    ),
    Mistake(
        "sees-one-ahead",
        "-np.inf, dtype), k=1)",
        "-np.inf, dtype), k=2)",
        "The mask begins one diagonal too late: within a block each place sees one ahead.",
        breaks="forward",
    ),
    Mistake(
        "divided-by-d",
        "scale = 1 / math.sqrt(d)",
        "scale = 1 / (d + 1)",
        "The scores are divided by another number than sqrt(d).",
        breaks="forward",
    ),
    Mistake(
        "maximum-without-the-sum",
        "np.add(m, np.log(total), out=log_sums[at][:, a:b])",
        "np.add(m, 0 * total, out=log_sums[at][:, a:b])",
        "The backward's weights are exp(score - m): they are not divided by their sum. Keep m + log l.",
    ),
    Mistake(
        "row-term-missing",
        "                    ds -= along\n",
        "",
        "The softmax's backward lacks -sum_k P[i,k] dP[i,k]: each score moves all weights of its row.",
    ),
    Mistake(
        "scale-missing-in-dQ",
        "np.multiply(dq, scale, out=dQ[at][:, a:b])",
        "np.multiply(dq, 1, out=dQ[at][:, a:b])",
        "dQ lacks 1/sqrt(d). The scaled queries were made outside of the product, so the factor comes back by hand.",
    ),
    Mistake(
        "dK-of-the-last-block",
        "dK[at][:, seen] += ds.mT @ q",
        "dK[at][:, seen] = ds.mT @ q",
        "Each block of queries writes its part of dK over the one before it. A key is seen by all later blocks: add.",
    ),
    Mistake(
        "dV-of-the-last-block",
        "dV[at][:, seen] += p.mT @ do",
        "dV[at][:, seen] = p.mT @ do",
        "Each block of queries writes its part of dV over the one before it. A value is used by all later blocks: add.",
    ),
    Mistake(
        "softmax-that-overflows",
        "higher = np.maximum(m, scores.max(axis=-1, keepdims=True))",
        "higher = np.zeros_like(m)",
        "No maximum is taken off: exp overflows on large scores, and rows of low ones sum to 0.",
        breaks="robustness",
    ),
)
