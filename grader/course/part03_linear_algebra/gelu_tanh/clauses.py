"""Clauses of gelu_tanh: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = x (1 + tanh u) / 2, with u = ROOT (x + CUBIC x^3),": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *"),
    "for a float x of any shape.": (
        "forward, one entry",
        "forward, three axes",
        "batches of thousands",
        "float32 among what is given",
    ),
    'backward(dY) returns {"x": dx}, of x\'s shape.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
