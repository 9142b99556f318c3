"""Clauses of LayerNorm: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Normalize rows of D entries,": ("forward Y, three axes", "forward Y, rows of small spread", "forward dx, *"),
    "then scale by `gamma` (D,) and shift by `beta` (D,),": ("forward Y, three axes", "forward d*a, three axes"),
    "which is None without bias.": (*("forward none_without_bias, without bias", "forward parameters, without bias"),),
    "Start at gamma = 1": ("forward gammas_at_start, *",),
    "and beta = 0:": ("forward biases_at_start, *",),
    "the layer normalizes and does no more, until it learns to.": (),
    "Return Y (..., D), for x (..., D).": (
        *("forward Y, one axis", "forward Y, two axes", "forward Y, four axes", "forward same_of_array, three axes"),
        "forward float_bits, float32",
    ),
}
