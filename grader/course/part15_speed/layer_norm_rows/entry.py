"""Exercise entry: layer_norm_rows (LayerNorm by matrix products over chunks of rows, an op with `out`)."""

import numpy as np

from grader.course.inputs import exact, gain, normal, view
from grader.course.part15_speed.layer_norm_rows.driver import drive
from grader.course.spec import Exercise, Identity, Mistake, case


def _case(label, *shape, chunk, eps=1e-5, **options):
    """Return a case of normal rows of one shape."""
    D = shape[-1]
    return case(label, x=normal(*shape, mean=0.5), gamma=gain(D), beta=normal(D), eps=eps, chunk=chunk, **options)


EXERCISE = Exercise(
    title="LayerNorm by products",
    points=10,
    arguments=("x", "gamma", "beta", "eps", "chunk"),
    gradients=("x", "gamma", "beta"),
    driver=drive,
    requires=("share",),
    cases=(
        _case("rows of one entry", 3, 1, chunk=2, _edge=True),
        _case("two rows at a time, an odd number", 11, 4, chunk=9),
        _case("three axes", 2, 3, 5, chunk=10),
        _case("a chunk smaller than a row", 4, 6, chunk=2),
        _case("all at once", 3, 4, chunk=1000),
        _case("four axes, some of size 1", 2, 1, 3, 6, chunk=12),
        _case("square", 4, 4, chunk=4),
        _case("a large eps", 3, 4, chunk=8, eps=0.5),
        case(
            "a strided view",
            x=view(normal(5, 3)),
            gamma=view(gain(3)),
            beta=view(normal(3)),
            eps=1e-5,
            chunk=6,
        ),
        _case("rows of 100 entries", 3, 100, chunk=150, _edge=True),
        _case("more than one chunk of the usual size", 2, 2, 9, chunk=None, many=135_000, _large=True, _rtol=1e-9),
        _case("memory taken beside the answer", 4, 100, chunk=1000, many=100_000, _large=True, _rtol=1e-9),
        case(
            "a mean of a million",
            x=normal(5, 6, mean=1e6),
            gamma=gain(6),
            beta=normal(6),
            eps=1e-5,
            chunk=12,
            _large=True,
            _rtol=1e-7,
        ),
    ),
    identities=(
        Identity("dx sums to 0 along a row", lambda s, call: np.sum(s.gradients["x"], axis=-1), of="x"),
        Identity(
            "dbeta is the upstream gradient summed over all rows",
            lambda s, call: s.gradients["beta"] - s.upstream.reshape(-1, s.upstream.shape[-1]).sum(axis=0),
            of="beta",
        ),
    ),
    by_hand=case(
        "by hand",
        x=exact([[0, 2]]),
        gamma=exact([2, 1]),
        beta=exact([0, 0]),
        eps=0.0,
        chunk=4,
        _upstream=exact([[1, 4]]),
    ),
    hints=(
        "A mean of a row is its product with a vector of 1/D. Which other sums are there, along rows and down columns, "
        "and which of them are products with ones?",
        "dz = dy gamma; dx = (dz - mean(dz) - x_hat mean(dz x_hat)) / std. dgamma sums over all rows, those of other "
        "chunks and other threads as well.",
        "rows @ average (D, 1) for means; np.vecdot(z, z) for squares, after the mean is off; ones (n,) @ (n, D) for "
        "dbeta and dgamma: each thread its own sums, added under a lock at the end.",
    ),
)

MISTAKES = (
    Mistake(
        "sums-of-the-last-chunk",
        "mine[0] += ones @ both",
        "mine[0] = ones @ both",
        "dgamma has only what the last chunk gave: each chunk writes over the one before it.",
    ),
    Mistake(
        "beta-of-the-last-chunk",
        "mine[1] += ones @ dnormed[at]",
        "mine[1] = ones @ dnormed[at]",
        "dbeta has only what the last chunk gave: each chunk writes over the one before it.",
    ),
    Mistake(
        "mean-term-missing",
        "                dz -= dz @ average\n",
        "",
        "dx lacks the term -mean(dz): it lets the gradient move the mean, which LayerNorm takes away.",
    ),
    Mistake(
        "size-term-missing",
        "                dz -= z\n",
        "",
        "dx lacks the term -x_hat mean(dz x_hat): it lets the gradient change the row's size, which LayerNorm fixes.",
    ),
    Mistake(
        "gamma-left-out",
        "np.multiply(dnormed[at], gamma, out=dz)",
        "np.multiply(dnormed[at], 1, out=dz)",
        "dx comes from dy, where it comes from dy gamma.",
    ),
    Mistake(
        "average-over-the-rows",
        "np.full((D, 1), 1 / D, x.dtype)",
        "np.full((D, 1), 1 / (D + 1), x.dtype)",
        "The mean divides by another number than the D entries of a row.",
        breaks="forward",
    ),
    Mistake(
        "chunk-not-heeded",
        "step = max(1, chunk // D)",
        "step = max(1, len(rows - 0))",
        "All rows are worked on at once, whatever `chunk` says, so what comes between is as large as x: for GPT-2's "
        "1024 places 3 MB for each array, which no processor's own cache holds.",
        breaks="contract",
    ),
    Mistake(
        "rows-kept",
        "    def backward(dy: np.ndarray, out: np.ndarray | None = None)",
        "    kept = (rows - mean) * inverse\n\n"
        "    def backward(dy: np.ndarray, out: np.ndarray | None = None, kept=kept)",
        "An array as large as x, such as x_hat, is kept from the forward for the backward. To write it and to read it "
        "again costs as much as to make some rows of it anew, which are in the cache.",
        breaks="contract",
    ),
    Mistake(
        "difference-of-squares",
        "np.vecdot(z, z, out=inv[:, 0])",
        "inv[:, 0] = np.vecdot(rows[at], rows[at]) - D * mean[at][:, 0] ** 2",
        "The variance is a difference of two large numbers, E[x^2] - mean^2: of a mean of a million nothing is left. "
        "Take the mean off first.",
        breaks="robustness",
    ),
)
