"""Known mistakes of attention_output by the first words of the sentence that explains them."""

EXPLAINED = {
    "A value owes": ("P-not-transposed",),
    "Entry (i, j)": (
        "V-not-transposed",
        "dP-transposed",
    ),
    "Twice the weight": ("weights-counted-twice",),
}
