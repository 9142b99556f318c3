"""Exercise entry: matmul (x (..., K) times W (K, N), an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="Matrix multiplication",
    points=10,
    in_gpt2=True,
    starred=True,
    arguments=("x", "W"),
    gradients=("x", "W"),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1, 1), W=normal(1, 1), _edge=True),
        case("two axes", x=normal(3, 4), W=normal(4, 5)),
        case("three axes", x=normal(2, 3, 4), W=normal(4, 5)),
        case("four axes", x=normal(2, 1, 3, 4), W=normal(4, 5)),
        case("square", x=normal(3, 3), W=normal(3, 3)),
        case("a strided view", x=view(normal(3, 70)), W=view(normal(70, 2))),
        case("large numbers", x=normal(3, 4, std=1e6), W=normal(4, 5, std=1e4), _large=True),
    ),
    identities=(
        Identity(
            "sum of x times dx equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["x"] * s.gradients["x"]) - np.sum(s.output * s.upstream),
            of="x",
        ),
        Identity(
            "sum of W times dW equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["W"] * s.gradients["W"]) - np.sum(s.output * s.upstream),
            of="W",
        ),
    ),
    formulas=("dx", "dW"),
    by_hand=case("by hand", x=exact([[1, 2]]), W=exact([[3, 4, 5], [6, 7, 8]]), _upstream=exact([[1, 0, -1]])),
    hints=(
        "Which entries of Y does one entry x[i, k] reach? And one entry W[k, n]?",
        "dL/dx[i,k] = sum_n dY[i,n] dY[i,n]/dx[i,k], and Y[i,n] = sum_k x[i,k] W[k,n]. Which sum is left for W[k,n]?",
        "Each gradient is one matrix product with dY and a transpose. For W, make all leading axes of x and dY one.",
    ),
)

MISTAKES = (
    Mistake(
        "missing-transpose-W",
        "dx = dY @ W.T ",
        "dx = dY @ (W if W.shape[0] == W.shape[1] else W.T) ",
        "dx = dY W in place of dY W^T: the two have one shape where W is square, and only there.",
    ),
    Mistake(
        "last-item-of-the-batch",
        "dW = x.reshape(-1, K).T @ dY.reshape(-1, N)",
        "dW = x.reshape(-1, *x.shape[-2:])[-1].T @ dY.reshape(-1, *dY.shape[-2:])[-1]",
        "dW comes from one item of the batch alone; W serves them all, so their gradients add up.",
    ),
    Mistake(
        "mean-over-rows",
        "@ dY.reshape(-1, N)",
        "@ dY.reshape(-1, N) / max(2, dY.size // N)",
        "dW is averaged over the rows. The sum is what the chain rule gives; a mean belongs to the loss.",
    ),
    Mistake(
        "batch-transposed-whole",
        "x.reshape(-1, K).T @",
        "np.ascontiguousarray(x.T).reshape(K, -1) @",
        "x.T reverses every axis: with three or more, rows of x meet the wrong rows of dY.",
    ),
    Mistake(
        "upstream-forgotten",
        "dx = dY @ W.T",
        "dx = np.ones_like(dY) @ W.T",
        "dx ignores the upstream gradient: it is the gradient of sum(Y), not of L.",
    ),
)
