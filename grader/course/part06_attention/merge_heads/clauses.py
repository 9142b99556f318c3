"""Clauses of merge_heads: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return y (..., T, H d)": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *"),
    "for x (..., H, T, d).": ("forward, no batch axis", "forward, two batch axes", "batches of thousands"),
    'backward(dy) returns {"x": dx (..., H, T, d)}.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
