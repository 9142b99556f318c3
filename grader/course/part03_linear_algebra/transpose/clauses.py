"""Clauses of transpose: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y, whose axis k is axis axes[k] of x,": ("forward, *",),
    "and its backward.": ("gradient x, *", "exact gradient x, *"),
    "axes is a permutation of 0, ..., x.ndim - 1.": (
        "forward, two axes",
        "forward, four axes in a cycle",
        "forward, left in order",
    ),
    "Y may be a view of x.": (),
    'backward(dY) returns {"x": dx}, of x\'s shape.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
