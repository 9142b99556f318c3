"""Known mistakes of lm_head by the first words of the sentence that explains them."""

EXPLAINED = {
    "A score is": ("transposed-table",),
    "Row v of": ("transposed-gradient",),
    "The same row": (
        "last-item-of-the-batch",
        "mean-over-places",
    ),
    "`.T` reverses all": ("batch-transposed-whole",),
    "`dlogits` says which": ("upstream-forgotten",),
}
