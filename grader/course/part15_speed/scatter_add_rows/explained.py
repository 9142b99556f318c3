"""Known mistakes of scatter_add_rows by the first words of the sentence that explains them."""

EXPLAINED = {
    "GPT-2's W_e is": ("written-over",),
    "The embedding's part": ("a-table-of-zeros",),
    "A row of": ("places-not-sorted",),
    "An indexed `+=`": ("fancy-index-add",),
}
