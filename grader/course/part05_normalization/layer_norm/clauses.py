"""Clauses of layer_norm: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y (..., D)": ("forward, *", "each call gives its own answer"),
    "and its backward,": (
        "gradient x, *",
        "exact gradient x, *",
        "gradient gamma, *",
        "exact gradient gamma, *",
        "gradient beta, *",
        "exact gradient beta, *",
    ),
    "for x (..., D), gamma (D,) and beta (D,).": (
        "forward, three axes",
        "forward, four axes, some of size 1",
        "forward, one row, no leading axis",
        "batches of thousands",
    ),
    'backward(dY) returns {"x": dx (..., D), "gamma": dgamma (D,), "beta": dbeta (D,)}.': (
        "gradient x, *",
        "gradient gamma, *",
        "gradient beta, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
