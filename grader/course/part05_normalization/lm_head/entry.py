"""Exercise entry: lm_head (logits h W_e^T of the language model head, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Language model head",
    points=5,
    in_gpt2=True,
    arguments=("h", "W_e"),
    gradients=("h", "W_e"),
    batched=("h",),
    forward_is_public=True,
    cases=(
        case("one entry", h=normal(1, 1), W_e=normal(1, 1), _edge=True),
        case("two axes", h=normal(3, 4), W_e=normal(5, 4)),
        case("three axes", h=normal(2, 3, 4), W_e=normal(7, 4)),
        case("four axes, some of size 1", h=normal(2, 1, 3, 2), W_e=normal(5, 2)),
        case("one place, no leading axis", h=normal(4), W_e=normal(3, 4), _edge=True),
        case("square", h=normal(3, 3), W_e=normal(3, 3)),
        case("a strided view", h=view(normal(2, 3, 4)), W_e=view(normal(70, 4))),
        case("large numbers", h=normal(3, 4, std=1e6), W_e=normal(5, 4, std=1e4), _large=True),
    ),
    identities=(
        Identity(
            "sum of h times dh equals sum of logits times dlogits, at every place",
            lambda s, call: np.sum(s.inputs["h"] * s.gradients["h"], axis=-1) - np.sum(s.output * s.upstream, axis=-1),
            of="h",
        ),
        Identity(
            "sum of W_e times dW_e equals sum of logits times dlogits, for every token",
            lambda s, call: (
                np.sum(s.inputs["W_e"] * s.gradients["W_e"], axis=-1)
                - (s.output * s.upstream).reshape(-1, len(s.inputs["W_e"])).sum(axis=0)
            ),
            of="W_e",
        ),
    ),
    formulas=("dh", "dW_e"),
    by_hand=case("by hand", h=exact([[1, 2]]), W_e=exact([[1, 0], [0, 1], [2, -1]]), _upstream=exact([[1, -1, 2]])),
    hints=(
        "Which logits does one entry h[n, d] reach? And one entry W_e[v, d]?",
        "dL/dh[n,d] = sum_v dlogits[n,v] dlogits[n,v]/dh[n,d], and logits[n,v] = sum_d h[n,d] W_e[v,d]. "
        "Which sum is left for W_e[v,d]?",
        "Each gradient is one matrix product with dlogits. Only one of them needs a transpose, and it is not the "
        "one that "
        "the forward has. For W_e, make all leading axes of h and dlogits one axis.",
    ),
)

MISTAKES = (
    Mistake(
        "transposed-table",
        "dh = dlogits @ W_e ",
        "dh = dlogits @ (W_e.T if V == D else W_e) ",
        "dh = dlogits W_e^T: the table was transposed in the forward, and going back undoes that. The shapes show it "
        "except where V = D.",
    ),
    Mistake(
        "transposed-gradient",
        "dW_e = dlogits.reshape(-1, V).T @ h.reshape(-1, D)",
        "dW_e = dlogits.reshape(-1, V).T @ h.reshape(-1, D)\n        dW_e = dW_e.T if V == D else dW_e",
        "dW_e is transposed, as the gradient of W_e^T would be. W_e is (V, D), one row for a token; V = D hides "
        "the mistake.",
    ),
    Mistake(
        "last-item-of-the-batch",
        "dlogits.reshape(-1, V).T @ h.reshape(-1, D)",
        "dlogits.reshape(-1, *np.atleast_2d(dlogits).shape[-2:])[-1].T"
        " @ h.reshape(-1, *np.atleast_2d(h).shape[-2:])[-1]",
        "dW_e comes from one item of the batch alone; the table serves them all, so their gradients add up.",
    ),
    Mistake(
        "mean-over-places",
        "dlogits.reshape(-1, V).T @",
        "dlogits.reshape(-1, V).T / max(2, dlogits.size // V) @",
        "dW_e is averaged over the places. The sum is what the chain rule gives; a mean belongs to the loss.",
    ),
    Mistake(
        "upstream-forgotten",
        "dh = dlogits @ W_e",
        "dh = np.ones_like(dlogits) @ W_e",
        "dh ignores the upstream gradient: it is the gradient of sum(logits), not of L.",
    ),
    Mistake(
        "batch-transposed-whole",
        "dlogits.reshape(-1, V).T @",
        "np.ascontiguousarray(dlogits.T).reshape(V, -1) @",
        "dlogits.T reverses every axis: with three or more, rows of h meet the wrong rows of dlogits.",
    ),
)
