"""Clauses of MLP: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "`fc`, then GELU, then `proj`:": ("forward Y, three axes", "forward d(*), three axes"),
    "each token by itself, so that no token hears of another here.": (
        "forward Y, three axes",
        "forward dx, three axes",
    ),
    "Make fc (D, hidden) and proj (hidden, D),": ("forward Y, two axes", "forward none_without_bias, without bias"),
    "in this order": ("forward drawn_in_order, three axes",),
    "from one rng;": ("forward weights_alike, three axes", "forward runs_repeat, three axes"),
    "hidden is 4 D where it is None.": ("forward d(fc.W), three axes",),
    'Raises ValueError for a gelu other than "tanh" and "erf".': (
        *("forward errors_in_words, three axes", "forward Y, exact GELU", "forward Y, tanh GELU"),
    ),
    "Return Y (..., D), for x (..., D) of 2 or more axes.": (
        *("forward Y, two axes", "forward Y, four axes", "forward same_of_array, three axes"),
        "forward float_bits, float32",
    ),
}
