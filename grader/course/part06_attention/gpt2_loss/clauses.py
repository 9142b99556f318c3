"""Clauses of gpt2_loss: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the loss, a scalar,": ("forward, *",),
    "and its backward,": ("gradient params.W_e, *", "exact gradient params.*"),
    "for ids (B, T) and targets (B, T), both int.": ("forward, two layers", "ids of any integer dtype"),
    "params has W_e (V, D), W_p (n_ctx, D) with n_ctx >= T, lnf_g (D,), lnf_b (D,)": (
        "gradient params.W_p, two layers",
        "gradient params.lnf_?, two layers",
    ),
    'and, for each layer i = 0, 1, ..., the twelve weights of BLOCK as "h.{i}.ln1_g" and so on;': (
        "forward, eleven layers, two places",
        "exact gradient params.h.10.*, eleven layers, two places",
    ),
    "there may be no layer.": ("forward, one token, no layer", "forward, strided views, no layer"),
    "A target of -1 does not count.": ("forward, two layers",),
    "eps is 1e-5.": ("forward, two layers",),
    'backward(dloss) returns {"params": {key: gradient}} with the keys of params.': (
        "gradient params.*, two layers",
        "inputs left alone, returns kept, no key too many",
    ),
}
