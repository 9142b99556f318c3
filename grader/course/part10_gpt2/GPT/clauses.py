"""Clauses of GPT: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "GPT-2. `W_e` (V, D), `W_p` (block_size, D), the blocks `h`, the last norm `lnf`, and `W_head` (V, D) if untied.": (
        *("forward logits, two layers, *", "forward dblocks, two layers, *", "forward n_parameters, two layers, *"),
    ),
    "A tied model has no `W_head`: its one Tensor `W_e` stands at both ends.": (
        *("forward parameters_in_order, two layers, tied", "forward dW_e, two layers, tied"),
        "forward n_parameters, two layers, tied",
    ),
    "Make the parameters, in the order above,": (
        "forward parameters_in_order, *",
        "forward draws_in_order, as it begins",
    ),
    "from one rng": ("forward matrices_alike, as it begins",),
    "(np.random.default_rng(0) where none is given).": ("forward runs_repeat, as it begins",),
    "The tables W_e, W_p and W_head are drawn from N(0, 0.02^2);": (
        *("forward spread_at_the_start, as it begins", "forward tails_at_the_start, as it begins"),
    ),
    "the layers see to their own.": ("forward spread_at_the_start, as it begins",),
    "The two projections of each block that write to the residual stream, attention.proj.W and mlp.proj.W, start at a "
    "spread of 0.02 / sqrt(2 n_layer): 2 n_layer of them add up in the stream.": (
        *("forward spread_at_the_start, as it begins", "forward spread_at_the_start, as a deep one begins"),
    ),
    "Return logits (B, T, V), for ids (B, T).": (
        *("forward logits, two layers, tied", "forward logits, one layer, as long as its context*"),
        *("forward logits, one token, no layer", "forward logits, *ids of uint16"),
    ),
    "Raises ValueError where T is more than block_size.": ("forward errors_in_words, two layers, tied",),
    "Return the mean loss of shape (),": ("forward loss, two layers, *", "forward d*, two layers, *"),
    "for ids (B, T) and targets (B, T); a target of -1 does not count.": ("forward loss, two layers, tied",),
    "Return the logits, or the loss where targets are given: what model(ids) and model(ids, targets) say.": (
        "forward calls_agree, two layers, tied",
    ),
}
