"""Known mistakes of layer_norm_rows by the first words of the sentence that explains them."""

EXPLAINED = {
    "A row times": ("average-over-the-rows",),
    "A square has": ("difference-of-squares",),
    "What comes between": ("chunk-not-heeded",),
    "What the backward": ("rows-kept",),
    "One gamma and": (
        "sums-of-the-last-chunk",
        "beta-of-the-last-chunk",
    ),
    "LayerNorm undoes any": (
        "mean-term-missing",
        "size-term-missing",
        "gamma-left-out",
    ),
}
