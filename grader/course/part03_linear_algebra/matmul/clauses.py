"""Clauses of matmul: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = x W (..., N)": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *", "gradient W, *", "exact gradient W, *"),
    "for x (..., K) and W (K, N).": ("forward, three axes", "forward, four axes", "batches of thousands"),
    'backward(dY) returns {"x": dx (..., K), "W": dW (K, N)}.': (
        "gradient x, *",
        "gradient W, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
