"""Known mistakes of scaled_dot_product_attention by the first words of the sentence that explains them."""

EXPLAINED = {
    "The gradients of": (
        "softmax-diagonal-only",
        "softmax-skipped",
        "row-sum-missing",
    ),
    "Row i of": (
        "sees-one-ahead",
        "no-mask",
        "the-past-masked",
    ),
    "A softmax does": ("blind-to-itself",),
    "The mask is added": ("masked-after-the-softmax",),
    "The root of": (
        "not-scaled",
        "divided-by-d",
        "scale-missing-in-dQ",
        "scale-missing-in-dK",
        "scale-missing-in-both",
    ),
    "A query is": (
        "dK-not-transposed",
        "dQ-and-dK-exchanged",
        "P-not-transposed",
    ),
    "The softmax and": ("softmax-over-the-wrong-axis",),
    "Weights depend on": ("softmax-that-overflows",),
    "A mask hides": ("mask-too-weak",),
    "A score of": ("future-scored-zero",),
    "Every row of": ("softmax-over-the-queries",),
}
