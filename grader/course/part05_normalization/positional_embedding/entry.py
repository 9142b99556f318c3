"""Exercise entry: positional_embedding (the first T rows of W_p for each of B sequences, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case, refusal

EXERCISE = Exercise(
    title="Positional embedding",
    points=5,
    in_gpt2=True,
    arguments=("W_p", "T", "B"),
    gradients=("W_p",),
    forward_is_public=True,
    cases=(
        case("one entry", W_p=normal(1, 1), T=1, B=1, _edge=True),
        case("a table longer than the sequence", W_p=normal(6, 3), T=4, B=2, _others={"T": 3, "B": 3}),
        case("a table just as long", W_p=normal(5, 3), T=5, B=2),
        case("one sequence", W_p=normal(5, 2), T=3, B=1),
        case("one place", W_p=normal(4, 3), T=1, B=5, _edge=True),
        case("all sizes equal", W_p=normal(3, 3), T=3, B=3),
        case("a strided view", W_p=view(normal(70, 2)), T=67, B=3),
        case("large numbers", W_p=normal(5, 3, std=1e6), T=4, B=2, _upstream=normal(2, 4, 3, std=1e8), _large=True),
    ),
    identities=(
        Identity(
            "the rows of dW_p add up to the rows of dP",
            lambda s, call: s.gradients["W_p"].sum(axis=0) - s.upstream.sum(axis=(0, 1)),
            of="W_p",
        ),
        Identity(
            "rows from T on have gradient 0",
            lambda s, call: s.gradients["W_p"][s.inputs["T"] :],
            of="W_p",
        ),
        Identity(
            "sum of W_p times dW_p equals sum of P times dP",
            lambda s, call: np.sum(s.inputs["W_p"] * s.gradients["W_p"]) - np.sum(s.output * s.upstream),
            of="W_p",
        ),
    ),
    refusals=(
        refusal(ValueError, "one place more than W_p has rows", W_p=normal(4, 3), T=5, B=2),
        refusal(ValueError, "twice as many places as W_p has rows", W_p=normal(3, 2), T=6, B=1),
    ),
    formulas=("dW_p",),
    by_hand=case("by hand", W_p=normal(3, 2), T=2, B=2, _upstream=exact([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])),
    hints=(
        "Which entries of P does W_p[t, d] reach? Which index has P that W_p lacks? What of the rows from T on?",
        "dL/dW_p[t,d] = sum_b dP[b,t,d] dP[b,t,d]/dW_p[t,d] for t < T, and P[b,t,d] = W_p[t,d].",
        "Start from zeros of W_p's shape, and fill its first T rows with a sum over one axis of dP.",
    ),
)

MISTAKES = (
    Mistake(
        "mean-over-the-batch",
        "dP.sum(axis=0)",
        "dP.mean(axis=0)",
        "dW_p is averaged over the sequences. A row serves all of them, so the chain rule adds; a mean belongs to "
        "the loss.",
    ),
    Mistake(
        "one-sequence-only",
        "dP.sum(axis=0)",
        "dP[0]",
        "dW_p counts the first sequence alone. Place t of every sequence uses the same row, so all of them contribute.",
    ),
    Mistake(
        "last-rows-in-place-of-the-first",
        "dW_p[:T] =",
        "dW_p[-T:] =",
        "The gradients arrive in the last T rows of W_p. The forward takes the first T: place 0 uses row 0.",
    ),
    Mistake(
        "rows-reversed",
        "dP.sum(axis=0)",
        "dP.sum(axis=0)[::-1]",
        "The gradients of the places arrive in reverse order: row t belongs to place t.",
    ),
    Mistake(
        "upstream-forgotten",
        "dP.sum(axis=0)",
        "len(dP)",
        "dW_p counts how often each row was used: it is the gradient of sum(P), not of L. Where is dP?",
    ),
    Mistake(
        "only-the-rows-used",
        'return {"W_p": dW_p}',
        'return {"W_p": dW_p[:T]}',
        "The gradient has T rows, and W_p has more: a gradient has its input's shape, with 0 where the input was "
        "not used.",
        breaks="contract",
    ),
)
