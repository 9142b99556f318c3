"""Clauses of sum_all: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the sum of all entries of x, one number of shape (),": ("forward, *",),
    "and its backward.": ("gradient x, *", "exact gradient x, *"),
    'backward(dS) takes one number and returns {"x": dx}, of x\'s shape.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
