"""Known mistakes of reshape by the first words of the sentence that explains them."""

EXPLAINED = {
    "Entry number 8": (
        "columns-first",
        "forward-columns-first",
    ),
    "A reshape gives": ("transposed-first",),
    "A reshape hands": ("upstream-forgotten",),
}
