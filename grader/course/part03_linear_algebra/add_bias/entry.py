"""Exercise entry: add_bias (x + b with b (N,) added to every row, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Adding a bias",
    points=3,
    in_gpt2=True,
    arguments=("x", "b"),
    gradients=("x", "b"),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1), b=normal(1), _edge=True),
        case("two axes", x=normal(3, 4), b=normal(4, mean=1)),
        case("three axes", x=normal(2, 3, 4), b=normal(4)),
        case("four axes", x=normal(2, 1, 3, 5), b=normal(5)),
        case("one row alone", x=normal(4), b=normal(4)),
        case("an axis of size 1", x=normal(3, 1), b=normal(1), _edge=True),
        case("square", x=normal(3, 3), b=normal(3)),
        case("a strided view", x=view(normal(2, 2, 70)), b=view(normal(70))),
        case("large numbers", x=normal(3, 4, std=1e8), b=normal(4, std=1e6), _large=True),
    ),
    identities=(
        Identity("dx is dY", lambda s, call: s.gradients["x"] - s.upstream, of="x"),
        Identity("db sums to what dY sums to", lambda s, call: np.sum(s.gradients["b"]) - np.sum(s.upstream), of="b"),
    ),
    formulas=("dx", "db"),
    by_hand=case(
        "by hand",
        x=exact([[1, 2], [3, 4], [5, 6]]),
        b=exact([10, 20]),
        _upstream=exact([[1, 0], [2, -1], [3, 4]]),
    ),
    hints=(
        "How many entries of Y does b[n] reach? And x[i, n]?",
        "dL/db[n] = sum over all i, m of dY[i,m] dY[i,m]/db[n], and Y[i,m] = x[i,m] + b[m]. Which i, m are left?",
        "dx has nothing left to compute. db is a sum over every axis but the last: make the leading axes one.",
    ),
)

MISTAKES = (
    Mistake(
        "mean-over-rows",
        ".sum(axis=0)",
        ".mean(axis=0)",
        "db is averaged over the rows. The sum is what the chain rule gives; a mean belongs to the loss.",
    ),
    Mistake(
        "summed-over-the-last-axis",
        ".sum(axis=0)",
        ".sum(axis=1 if dY.shape == (b.size, b.size) else 0)",
        "db sums over the last axis, which is b's own. Where x is square the shapes still fit, and only there.",
    ),
    Mistake(
        "last-item-of-the-batch",
        "dY.reshape(-1, b.size)",
        "dY.reshape(-1, *dY.shape[-2:])[-1].reshape(-1, b.size)",
        "db comes from one item of the batch alone; b serves every row of every item, so all of them add up.",
    ),
    Mistake(
        "upstream-forgotten",
        "dY.reshape(-1, b.size)",
        "np.ones_like(dY).reshape(-1, b.size)",
        "db ignores the upstream gradient: it counts the rows, which is the gradient of sum(Y), not of L.",
    ),
)
