"""Exercise entry: multiply (a * b with broadcasting, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Multiplication with broadcasting",
    points=4,
    in_gpt2=True,
    requires=("add",),
    arguments=("a", "b"),
    gradients=("a", "b"),
    batched=("a",),
    forward_is_public=True,
    cases=(
        case("one entry", a=normal(1), b=normal(1), _edge=True),
        case("a matrix and a row", a=normal(3, 4), b=normal(4)),
        case("the same shape", a=normal(2, 3), b=normal(2, 3)),
        case("two equal arrays", a=exact([[1.5, -0.5]]), b=exact([[1.5, -0.5]]), _edge=True),
        case("a row and a column", a=normal(4), b=normal(3, 1)),
        case("axes of size 1", a=normal(2, 1, 4), b=normal(1, 3, 1)),
        case("axes of size 1 in both", a=normal(2, 1, 3, 1), b=normal(1, 1, 5)),
        case("two leading axes", a=normal(4), b=normal(2, 3, 4)),
        case("a 0-d array and a matrix", a=exact(1.5), b=normal(2, 3), _edge=True),
        case("two 0-d arrays", a=exact(-0.7), b=exact(1.3), _edge=True),
        case("square", a=normal(3, 3), b=normal(3)),
        case("a strided view", a=view(normal(3, 70)), b=view(normal(3, 1))),
        case("large numbers", a=normal(3, 4, std=1e8), b=normal(4, std=1e4), _large=True),
    ),
    identities=(
        Identity(
            "sum of a times da equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["a"] * s.gradients["a"]) - np.sum(s.output * s.upstream),
            of="a",
        ),
        Identity(
            "sum of b times db equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["b"] * s.gradients["b"]) - np.sum(s.output * s.upstream),
            of="b",
        ),
    ),
    formulas=("da", "db"),
    by_hand=case("by hand", a=exact([1, 2, 3]), b=exact([[2], [-1]]), _upstream=exact([[1, 2, -1], [0, 3, 5]])),
    hints=(
        "Move one entry of a by a little. By how much does an entry of Y that reads it move?",
        "Y[i,n] = a[i,n] b[n]: dY[i,n]/da[i,n] = b[n], and dL/db[n] = sum_i dY[i,n] a[i,n]. What is summed, and when?",
        "Each gradient is dY times the other input, at Y's shape; then sum_to_shape brings it to the input's shape.",
    ),
)

BOTH = "(dY * b, a.shape)  # Y's shape -> a's\n        db = sum_to_shape(dY * a, b.shape)"

MISTAKES = (
    Mistake(
        "own-factor",
        BOTH,
        "(dY * a, a.shape)\n        db = sum_to_shape(dY * b, b.shape)",
        "Each gradient is multiplied by its own input. The slope of a b by a is the other factor, b.",
    ),
    Mistake(
        "summed-before-multiplied",
        BOTH,
        "(dY, a.shape) * sum_to_shape(np.broadcast_to(b, dY.shape), a.shape)\n"
        "        db = sum_to_shape(dY, b.shape) * sum_to_shape(np.broadcast_to(a, dY.shape), b.shape)",
        "dY and the other factor are each summed, then multiplied. A sum of products is not the product of the sums: "
        "multiply place by place first.",
    ),
    Mistake(
        "mean-over-copies",
        BOTH,
        "(dY * b, a.shape) * (a.size / dY.size)\n        db = sum_to_shape(dY * a, b.shape) * (b.size / dY.size)",
        "The gradients of the copies are averaged. Each copy changes L by itself, so the chain rule adds them up.",
    ),
    Mistake(
        "upstream-forgotten",
        BOTH,
        "(np.ones_like(dY) * b, a.shape)\n        db = sum_to_shape(np.ones_like(dY) * a, b.shape)",
        "The upstream gradient is missing: these are the gradients of sum(Y), not of L.",
    ),
)
