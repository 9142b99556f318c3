"""Known mistakes of mean_last_axis by the first words of the sentence that explains them."""

EXPLAINED = {
    "Raise a whole": (
        "sum-in-place-of-mean",
        "divided-by-all-entries",
        "divided-by-the-rows",
    ),
    "One number for": ("spread-along-the-first-axis",),
}
