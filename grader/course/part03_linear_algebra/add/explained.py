"""Known mistakes of add by the first words of the sentence that explains them."""

EXPLAINED = {
    "With 1 in": ("upstream-forgotten",),
    "In a square": ("other-end-summed",),
    "An entry that": (
        "mean-over-copies",
        "first-copy-only",
    ),
}
