"""Clauses of add: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return d summed over the axes along which an array of `shape` was repeated to d's shape; the "
    "result has `shape`.": ("gradient b, a matrix and a row", "gradient ?, axes of size 1 in both"),
    "The shapes are aligned at their last axes, as broadcasting does.": (
        "gradient b, square",
        "gradient a, two leading axes",
    ),
    "`shape` may be () or have axes of size 1.": ("gradient a, a 0-d array and a matrix", "gradient ?, axes of size 1"),
    "Return Y = a + b": ("forward, *",),
    "and its backward,": ("gradient a, *", "exact gradient a, *", "gradient b, *", "exact gradient b, *"),
    "for a and b of any two shapes that broadcast,": (
        "forward, a row and a column",
        "forward, axes of size 1 in both",
        "forward, two leading axes",
    ),
    "0-d among them.": ("forward, a 0-d array and a matrix", "forward, two 0-d arrays"),
    'backward(dY) returns {"a": da, "b": db}, of the shapes of a and b.': (
        "gradient a, *",
        "gradient b, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
