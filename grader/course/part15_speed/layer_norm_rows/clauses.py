"""Clauses of layer_norm_rows: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return y of x's shape (..., D) and its backward;": (
        "forward, three axes",
        "forward, a strided view",
        "gradient x, *",
    ),
    "y is written into `out`, contiguous, where that is given.": ("forward, two rows at a time, an odd number",),
    "Rows are worked on as many at once as have `chunk` entries, at least one:": (
        "forward, a chunk smaller than a row",
        "forward, more than one chunk of the usual size",
    ),
    "170 rows of GPT-2's 768, which are 500 kB in float32, stay in a processor's own cache.": (),
    'backward(dy, out=None) returns {"x": dx (..., D), "gamma": dgamma (D,), "beta": dbeta (D,)}': (
        "exact gradient x, three axes",
        "exact gradient gamma, three axes",
        "exact gradient beta, three axes",
    ),
    "and writes dx into its own `out`, contiguous, where given, which may be dy itself.": (
        "exact gradient x, two rows at a time, an odd number",
    ),
    "x is read again by the backward, and has to stay.": (),
    "Where x is contiguous no array is made that is larger than `chunk` entries or two columns, but the answer.": (
        "forward, memory taken beside the answer",
        "exact gradient x, memory taken beside the answer",
    ),
}
