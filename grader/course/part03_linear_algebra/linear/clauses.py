"""Clauses of linear: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = x W + b (..., N)": ("forward, *",),
    "and its backward,": (
        "gradient x, *",
        "exact gradient x, *",
        "gradient W, *",
        "exact gradient W, *",
        "gradient b, *",
        "exact gradient b, *",
    ),
    "for x (..., K), W (K, N) and b (N,).": ("forward, three axes", "forward, four axes", "batches of thousands"),
    'backward(dY) returns {"x": dx (..., K), "W": dW (K, N), "b": db (N,)}.': (
        "gradient x, *",
        "gradient W, *",
        "gradient b, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
