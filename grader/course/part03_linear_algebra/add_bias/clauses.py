"""Clauses of add_bias: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = x + b (..., N)": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *", "gradient b, *", "exact gradient b, *"),
    "for x (..., N) and b (N,).": (
        "forward, three axes",
        "forward, four axes",
        "forward, one row alone",
        "batches of thousands",
    ),
    'backward(dY) returns {"x": dx (..., N), "b": db (N,)}.': (
        "gradient x, *",
        "gradient b, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
