"""Known mistakes of GPT by the first words of the sentence that explains them."""

EXPLAINED = {
    "What is left": ("tied-by-value",),
    "What attention hands": ("no-positions",),
    "Each block reads": ("blocks-reversed",),
    "The norms of": ("no-last-norm",),
    "An untied model": ("head-tied-in-any-case",),
    "Two terms from": (
        "projections-not-scaled",
        "one-projection-per-layer",
        "all-projections-scaled",
    ),
    "Every layer has": (
        "gelu-not-handed-on",
        "bias-not-handed-on",
        "eps-not-handed-on",
    ),
    "The stream passes": ("dtype-not-handed-on",),
    "A position says": ("positions-along-the-batch",),
    "`[TransformerBlock(...)] * n_layer`": ("one-block-for-all",),
    "A Tensor that": ("tied-head-counted-twice",),
    "`targets` come shifted": (
        "shifted-once-more",
        "scored-on-the-input",
    ),
    "The loss is a": (
        "sum-for-the-mean",
        "mean-over-all-tokens",
    ),
}
