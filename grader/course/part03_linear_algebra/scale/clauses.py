"""Clauses of scale: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = c x": ("forward, *", "each call gives its own answer"),
    "and its backward,": ("gradient x, *", "exact gradient x, *"),
    "for x of any shape": ("forward, a negative number", "forward, an axis of size 1", "batches of thousands"),
    "and c a plain Python number.": ("forward, a negative number", "forward, a whole number"),
    'backward(dY) returns {"x": dx}, of x\'s shape.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
