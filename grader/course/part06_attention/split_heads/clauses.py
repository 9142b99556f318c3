"""Clauses of split_heads: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return y (..., H, T, d)": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *"),
    "for x (..., T, D), H = n_head and d = D / H.": (
        "forward, no batch axis",
        "forward, two batch axes",
        "batches of thousands",
        "each call gives its own answer",
    ),
    'backward(dy) returns {"x": dx (..., T, D)}.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
    "Raises ValueError where n_head does not divide D.": (
        "ValueError for more channels than the heads share alike",
        "ValueError for more heads than channels",
    ),
}
