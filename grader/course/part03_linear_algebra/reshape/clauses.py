"""Clauses of reshape: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y, the entries of x under `shape`,": ("forward, *",),
    "and its backward.": ("gradient x, *", "exact gradient x, *"),
    "One length in `shape` may be -1: whatever is left.": (
        "forward, one length left open",
        "gradient x, one length left open",
    ),
    "Y may be a view of x.": (),
    'backward(dY) returns {"x": dx}, of x\'s shape.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
