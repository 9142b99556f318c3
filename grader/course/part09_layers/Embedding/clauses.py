"""Clauses of Embedding: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Look up rows of `W` (V, D).": ("forward Y, two axes of ids", "forward dW, two axes of ids"),
    "Draw W from N(0, 0.02^2)": ("forward spread_at_start, *", "forward tails_at_start, *"),
    "by rng": ("forward weights_alike, *",),
    "(np.random.default_rng(0) where none is given).": ("forward runs_repeat, *",),
    "Return Y (..., D), for integers ids (...) of any shape.": (
        *("forward Y, an id of no axis", "forward Y, three axes of ids", "forward dW, one axis of ids"),
        *("forward Y, ids of uint16", "forward Y, ids of int32", "forward float_bits, float32"),
    ),
}
