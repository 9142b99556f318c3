"""Known mistakes of add_bias by the first words of the sentence that explains them."""

EXPLAINED = {
    "With ones in": ("upstream-forgotten",),
    "All rows of": ("last-item-of-the-batch",),
    "Where a mean": ("mean-over-rows",),
    "The last axis": ("summed-over-the-last-axis",),
}
