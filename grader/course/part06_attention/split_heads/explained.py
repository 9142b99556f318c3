"""Known mistakes of split_heads by the first words of the sentence that explains them."""

EXPLAINED = {
    "Only with its": ("reshape-without-transpose",),
    "In the column": (
        "interleaved-heads",
        "interleaved-on-the-way-back",
    ),
    "The way back": ("inverse-permutation-forgotten",),
}
