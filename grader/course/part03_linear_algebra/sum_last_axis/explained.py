"""Known mistakes of sum_last_axis by the first words of the sentence that explains them."""

EXPLAINED = {
    "Broadcasting aligns shapes": ("spread-along-the-first-axis",),
    "An entry that": ("mean-of-the-upstream",),
    "No other row's": ("upstream-of-all-rows", "tiled"),
    "A row's entries": ("upstream-forgotten",),
}
