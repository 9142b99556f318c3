"""Clauses of transformer_block: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y (B, T, D)": ("forward, *",),
    "and its backward,": (
        "gradient x, *",
        "exact gradient x, *",
        "gradient ln1_g, *",
        "exact gradient ln1_g, *",
        "gradient W_attn, *",
        "exact gradient W_attn, *",
        "gradient W2, *",
        "exact gradient W2, *",
    ),
    "for x (B, T, D);": ("forward, two heads", "batches of thousands"),
    "both LayerNorms use eps.": ("forward, a large eps", "each call gives its own answer"),
    "ln1_g, ln1_b, ln2_g, ln2_b, b_proj and b2 are (D,), W_attn (D, 3D), b_attn (3D,), W_proj (D, D), "
    "W1 (D, H), b1 (H,), W2 (H, D): GPT-2 has H = 4D, and any H will do.": (
        "forward, two heads",
        "forward, a large eps",
        "forward, a strided view",
    ),
    "Its GELU is the tanh form, gelu_tanh.": ("forward, two heads",),
    "backward(dY) returns the gradients of x and of the twelve weights under the arguments' names.": (
        "gradient *, two heads",
        "inputs left alone, returns kept, no key too many",
    ),
}
