"""Clauses of multi_head_attention: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y (B, T, D)": ("forward, *",),
    "and its backward,": (
        "gradient x, *",
        "exact gradient x, *",
        "gradient W_attn, *",
        "exact gradient W_attn, *",
        "gradient b_attn, *",
        "exact gradient b_attn, *",
        "gradient W_proj, *",
        "exact gradient W_proj, *",
        "gradient b_proj, *",
        "exact gradient b_proj, *",
    ),
    "for x (B, T, D), W_attn (D, 3D), b_attn (3D,), W_proj (D, D), b_proj (D,).": (
        "forward, two heads",
        "forward, heads 1 wide",
        "batches of thousands",
    ),
    "Weights are (in, out).": ("forward, two heads", "gradient W_*, two heads"),
    "Columns 0 to D of W_attn make Q, the next D make K, the last D make V;": (
        "forward, two heads",
        "forward, one head",
    ),
    "head i owns the i-th run of D / n_head columns in each.": ("forward, two heads", "forward, a strided view"),
    'backward(dY) returns the gradients under "x", "W_attn", "b_attn", "W_proj" and "b_proj".': (
        "gradient *, two heads",
        "inputs left alone, returns kept, no key too many",
    ),
}
