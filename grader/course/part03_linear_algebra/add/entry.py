"""Exercise entry: add (a + b with broadcasting, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Addition with broadcasting",
    points=4,
    in_gpt2=True,
    arguments=("a", "b"),
    gradients=("a", "b"),
    batched=("a",),
    forward_is_public=True,
    cases=(
        case("one entry", a=normal(1), b=normal(1), _edge=True),
        case("a matrix and a row", a=normal(3, 4), b=normal(4)),
        case("the same shape", a=normal(2, 3), b=normal(2, 3)),
        case("a row and a column", a=normal(4), b=normal(3, 1)),
        case("axes of size 1", a=normal(2, 1, 4), b=normal(1, 3, 1)),
        case("axes of size 1 in both", a=normal(2, 1, 3, 1), b=normal(1, 1, 5)),
        case("two leading axes", a=normal(4), b=normal(2, 3, 4)),
        case("a 0-d array and a matrix", a=exact(1.5), b=normal(2, 3), _edge=True),
        case("two 0-d arrays", a=exact(-0.7), b=exact(1.3), _edge=True),
        case("square", a=normal(3, 3), b=normal(3)),
        case("a strided view", a=view(normal(3, 70)), b=view(normal(3, 1))),
        case("large numbers", a=normal(3, 4, std=1e8), b=normal(4, std=1e6), _large=True),
    ),
    identities=(
        Identity("da sums to what dY sums to", lambda s, call: np.sum(s.gradients["a"]) - np.sum(s.upstream), of="a"),
        Identity("db sums to what dY sums to", lambda s, call: np.sum(s.gradients["b"]) - np.sum(s.upstream), of="b"),
    ),
    formulas=("da", "db"),
    by_hand=case("by hand", a=exact([1, 2, 3]), b=exact([[10], [20]]), _upstream=exact([[1, 2, -1], [0, 3, 5]])),
    hints=(
        "With a (3, 4) and b (4,): which entries of Y does b[0] reach? And with b (3, 1), which does b[0, 0] reach?",
        "Y[i,n] = a[i,n] + b[n], so dL/db[n] = sum over all i, m of dY[i,m] dY[i,m]/db[n]. Which i, m are left?",
        "dY summed over the axes that the input lacks or has with size 1, then given the input's shape.",
    ),
)

MISTAKES = (
    Mistake(
        "mean-over-copies",
        "d.sum(axis=repeated)",
        "d.mean(axis=repeated)",
        "The gradients of the copies are averaged. Each copy changes L by itself, so the chain rule adds them up.",
    ),
    Mistake(
        "first-copy-only",
        "d.sum(axis=repeated)",
        "d[tuple(0 if axis in repeated else slice(None) for axis in range(d.ndim))]",
        "Only the first copy's gradient is kept. The input was read once for each copy, and all of them count.",
    ),
    Mistake(
        "other-end-summed",
        "axis=repeated)",
        "axis=tuple(d.ndim - 1 - n for n in repeated) if len(set(d.shape)) == 1 else repeated)",
        "The sum runs over the wrong axis. Shapes are aligned at their last axes, so (3,) beside (3, 3) is a row, "
        "repeated along axis 0; a square array lets the wrong axis pass unseen.",
    ),
    Mistake(
        "upstream-forgotten",
        '{"a": sum_to_shape(dY, a.shape), "b": sum_to_shape(dY, b.shape)}',
        '{"a": sum_to_shape(np.ones_like(dY), a.shape), "b": sum_to_shape(np.ones_like(dY), b.shape)}',
        "The upstream gradient is missing: what is counted is how often each entry was read, which is the gradient of "
        "sum(Y), not of L.",
    ),
)
