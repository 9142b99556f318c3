"""Clauses of adamw_update: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the new (theta, m, v)": ("forward theta, two axes", "forward m, two axes", "forward v, two axes"),
    "of step t = 1, 2, ...;": (
        *("forward theta, the first step", "forward theta, a late step", "forward theta, three axes"),
        "under a constant gradient, step t is lr against its sign",
    ),
    "the arrays given are left as they are.": ("inputs left alone, returns kept, no key too many",),
    "theta, grad, m and v are of one shape,": ("forward theta, three axes", "forward theta, axes of size one"),
    "which may be ();": ("forward theta, no axis",),
    "v is nowhere negative.": (),
    "Before the first step m and v are zero.": (
        *("forward theta, the first step", "forward theta, columns without a gradient", "from rest, without decay, *"),
    ),
}
