"""Exercise entry: attention_output (P V, the attention-weighted sum of the values, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="The weighted sum of the values",
    points=5,
    in_gpt2=True,
    arguments=("P", "V"),
    gradients=("P", "V"),
    batched=("P", "V"),
    forward_is_public=True,
    cases=(
        case("one place, one channel", P=normal(1, 1), V=normal(1, 1), _edge=True),
        case("two axes", P=normal(5, 5), V=normal(5, 3)),
        case("batch and heads", P=normal(2, 3, 4, 4), V=normal(2, 3, 4, 5)),
        case("one place", P=normal(2, 1, 1), V=normal(2, 1, 3), _edge=True),
        case("one channel", P=normal(2, 4, 4), V=normal(2, 4, 1), _edge=True),
        case("as many places as channels", P=normal(2, 3, 3), V=normal(2, 3, 3)),
        case("as many heads as places", P=normal(1, 3, 3, 3), V=normal(1, 3, 3, 2)),
        case("a strided view", P=view(normal(66, 66)), V=view(normal(66, 2))),
        case("large numbers", P=normal(2, 5, 5, std=1e-3), V=normal(2, 5, 3, std=1e8), _large=True),
    ),
    identities=(
        Identity(
            "sum of P times dP equals sum of output times doutput",
            lambda s, call: np.sum(s.inputs["P"] * s.gradients["P"]) - np.sum(s.output * s.upstream),
            of="P",
        ),
        Identity(
            "sum of V times dV equals sum of output times doutput",
            lambda s, call: np.sum(s.inputs["V"] * s.gradients["V"]) - np.sum(s.output * s.upstream),
            of="V",
        ),
        Identity(
            "dP depends on P through nothing: with another P it is the same",
            lambda s, call: (
                call({**s.inputs, "P": 2 * s.inputs["P"] + 1}, s.upstream).gradients["P"] - s.gradients["P"]
            ),
            of="P",
        ),
    ),
    formulas=("dP", "dV"),
    by_hand=case(
        "by hand",
        P=exact([[1, 0], [0.25, 0.75]]),
        V=exact([[1, 2, 3], [4, 5, 6]]),
        _upstream=exact([[1, 0, -1], [2, 1, 0]]),
    ),
    hints=(
        "It is a matrix product whose two factors both have a gradient. Which outputs does P[i, j] reach? And V[j, c]?",
        "dL/dP[i,j] = sum_c doutput[i,c] V[j,c]: the sum is over c, the index that P lacks. Over which index does "
        "dV sum?",
        "Two matrix products with doutput: one has V transposed, the other P, and only in their last two axes.",
    ),
)

MISTAKES = (
    Mistake(
        "P-not-transposed",
        "dV = P.swapaxes(-1, -2) @ doutput",
        "dV = P @ doutput",
        "dV is P doutput where it is P^T doutput: place j's value goes to every place i that looks at it, so the "
        "sum runs over the first index of P. The shapes cannot tell: P is square.",
    ),
    Mistake(
        "V-not-transposed",
        "dP = doutput @ V.swapaxes(-1, -2)",
        "dP = doutput @ (V if V.shape[-1] == V.shape[-2] else V.swapaxes(-1, -2))",
        "dP is doutput V in place of doutput V^T: the two have one shape where there are as many places as "
        "channels, and only there.",
    ),
    Mistake(
        "dP-transposed",
        "dP = doutput @ V.swapaxes(-1, -2)",
        "dP = V @ doutput.swapaxes(-1, -2)",
        "dP comes out transposed: dP[i,j] belongs to the place i that looks, row i of doutput, and to the value j.",
    ),
    Mistake(
        "weights-counted-twice",
        "dP = doutput @ V.swapaxes(-1, -2)",
        "dP = P * (doutput @ V.swapaxes(-1, -2))",
        "dP has a factor P too many. The output is linear in P, so its derivative with respect to P[i,j] has no P "
        "left; the factor comes later, from the softmax.",
    ),
)
