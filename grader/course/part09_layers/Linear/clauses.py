"""Clauses of Linear: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Y = x W + b.": ("forward Y, three axes", "forward d?, three axes"),
    "`W` is (n_in, n_out), as GPT-2 stores it: x W, not x W^T.": ("forward Y, square*", "forward dW, three axes"),
    "`b` is (n_out,), or None without bias.": (
        *("forward db, three axes", "forward none_without_bias, without bias", "forward parameters, without bias"),
    ),
    "Draw W from N(0, 0.02^2)": ("forward spread_at_start, three axes", "forward tails_at_start, three axes"),
    "by rng": ("forward weights_alike, three axes",),
    "(np.random.default_rng(0) where none is given);": ("forward runs_repeat, three axes",),
    "b starts at 0.": ("forward biases_at_start, three axes",),
    "Return Y (..., n_out), for x (..., n_in) of 2 or more axes.": (
        *("forward Y, two axes", "forward Y, four axes", "forward dx, four axes"),
        *("forward same_of_array, three axes", "forward float_bits, float32"),
    ),
}
