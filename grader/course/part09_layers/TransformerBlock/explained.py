"""Known mistakes of TransformerBlock by the first words of the sentence that explains them."""

EXPLAINED = {
    "Beside a residual": (
        "residual-of-attention-missing",
        "residual-of-the-mlp-missing",
    ),
    "LayerNorm takes a": (
        "post-norm",
        "residual-of-the-norm",
    ),
    "The block's second": (
        "one-norm-for-both",
        "side-by-side",
        "mlp-added-to-x",
    ),
    "A `+` of": ("x-unwrapped",),
    "`bias`, `eps` and": (
        "gelu-not-passed",
        "eps-not-passed",
        "norms-keep-their-beta",
    ),
    "One generator serves": ("one-seed-for-all",),
}
