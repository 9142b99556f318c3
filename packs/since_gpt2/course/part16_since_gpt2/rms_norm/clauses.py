"""Clauses of rms_norm: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y (..., D)": ("forward, *", "each call gives its own answer"),
    "and its backward,": ("gradient x, *", "exact gradient x, *", "gradient gamma, *", "exact gradient gamma, *"),
    "for x (..., D) and gamma (D,).": (
        "forward, three axes",
        "forward, one row, no leading axis",
        "batches of thousands",
    ),
    'backward(dY) returns {"x": dx (..., D), "gamma": dgamma (D,)}.': (
        "gradient x, *",
        "gradient gamma, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
