"""Known mistakes of embedding by the first words of the sentence that explains them."""

EXPLAINED = {
    "With 1 in": ("upstream-forgotten",),
    "With an array": ("fancy-index-add",),
    "What a row": (
        "first-place-only",
        "mean-over-repeats",
        "scaled-by-counts",
    ),
    "Nor is anything": ("divided-by-places",),
    "Where ids have": ("flattened-in-another-order",),
    "The way back": ("off-by-one-rows",),
}
