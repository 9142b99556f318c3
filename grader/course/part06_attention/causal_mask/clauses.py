"""Clauses of causal_mask: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the mask (S, S),": (
        "forward mask, one place",
        "forward mask, five places",
        "forward mask, 520 places",
    ),
    "float64:": ("forward mask, a large fill",),
    "0 on and below the diagonal, `fill` above it.": (
        "forward mask, five places",
        "forward mask, another fill",
        "forward mask, a whole number to fill with",
    ),
    "Row i is the place that looks, column j the place that is looked at.": (
        "forward mask, two places",
        "each place sees one more than the place before",
    ),
}
