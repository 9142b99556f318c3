"""Known mistakes of cross_entropy_in_place by the first words of the sentence that explains them."""

EXPLAINED = {
    "Nobody needs the": ("a-second-copy",),
    "The loss asks": ("read-after-overwriting",),
    "The logits of": (
        "ignored-rows-left-over",
        "mean-over-all-rows",
    ),
    "Each row's loss": (
        "one-hot-not-divided",
        "sum-for-the-mean",
    ),
    "Row n has": ("targets-of-the-first-chunk",),
    "A loss and": ("exp-overflows",),
}
