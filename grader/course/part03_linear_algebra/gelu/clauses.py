"""Clauses of gelu: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = x Phi(x)": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *"),
    "for x of any shape,": ("forward, one entry", "forward, three axes", "batches of thousands"),
    "with the exact erf (scipy.special.erf).": ("forward, two axes", "forward, zero, and both tails"),
    'backward(dY) returns {"x": dx}, of x\'s shape.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
