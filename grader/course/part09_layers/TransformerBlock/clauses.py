"""Clauses of TransformerBlock: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "One layer of GPT-2: tokens exchange what they know (`attention`),": ("forward d(attention.*), two heads",),
    "then each thinks it over (`mlp`).": ("forward d(mlp.*), two heads", "forward Y, two heads"),
    "Make ln1, attention, ln2 and mlp,": ("forward d(ln?.*), two heads", "forward parameters, two heads"),
    "in this order and from one rng;": (
        *("forward drawn_in_order, two heads", "forward weights_alike, two heads", "forward runs_repeat, two heads"),
    ),
    "bias": ("forward parameters, without bias", "forward none_without_bias, without bias"),
    "and eps go to all that have them.": ("forward Y, a large eps", "forward dx, a large eps"),
    "Return Y (B, T, D), for x (B, T, D).": (
        *("forward Y, one token", "forward Y, as many tokens as channels", "forward Y, exact GELU"),
        *("forward same_of_array, two heads", "forward float_bits, float32"),
    ),
}
