"""Known mistakes of softmax_cross_entropy by the first words of the sentence that explains them."""

EXPLAINED = {
    "Where every target": ("mean-of-nothing",),
    "With the logits": (
        "logarithm-of-the-softmax",
        "epsilon-in-the-logarithm",
    ),
    "The slopes of": (
        "target-added",
        "target-term-missing",
        "target-only",
    ),
    "A gradient points": ("sign",),
    "Above 709 an": ("no-shift",),
    "Each row has a": ("shift-by-the-array-maximum",),
    "In NumPy, `-1`": ("nothing-ignored",),
    "`ignore_index` may be": ("ignore-index-fixed",),
    "Padding must make": (
        "ignored-tokens-in-the-mean",
        "ignored-rows-not-zeroed",
    ),
    "The mean is": (
        "sum-for-mean",
        "averaged-over-the-batch-axis",
    ),
    "A mean in": ("gradient-not-averaged",),
    "Where the gradients": ("upstream-forgotten",),
    "Each row has one": ("one-taken-off-whole-columns",),
}
