"""Clauses of relu: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = max(x, 0)": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *"),
    "for x of any shape.": ("forward, two entries", "forward, three axes", "batches of thousands"),
    'backward(dY) returns {"x": dx}, of x\'s shape.': (
        "gradient x, *",
        "inputs left alone, returns kept, no key too many",
    ),
    "At x = 0 there is a kink and no derivative; PyTorch takes 0 there.": (),
}
