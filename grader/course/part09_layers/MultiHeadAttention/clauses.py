"""Clauses of MultiHeadAttention: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Every token looks back at the tokens up to itself.": ("forward Y, two heads", "forward dx, two heads"),
    "`qkv` is Linear(D, 3 D), `proj` is Linear(D, D).": (
        *("forward d(*), two heads", "forward d(*), without bias", "forward none_without_bias, without bias"),
    ),
    "Make qkv and proj, in this order": ("forward drawn_in_order, two heads",),
    "from one rng.": ("forward weights_alike, two heads", "forward runs_repeat, two heads"),
    "Raises ValueError where n_head does not divide D.": ("forward errors_in_words, two heads",),
    "Return Y (B, T, D), for x (B, T, D).": (
        *("forward Y, one head", "forward Y, eleven heads", "forward Y, as many tokens as channels"),
        *("forward same_of_array, two heads", "forward float_bits, float32"),
    ),
    "Return a Linear's bias, or a constant 0 of its shape where it has none.": (
        *("forward Y, without bias", "forward d(qkv.b), two heads"),
    ),
}
