"""Known mistakes of attention_scores by the first words of the sentence that explains them."""

EXPLAINED = {
    "Divided by the": (
        "not-scaled",
        "divided-by-d",
    ),
    "An entry of": (
        "dK-not-transposed",
        "dQ-transposed",
        "dQ-and-dK-exchanged",
    ),
    "A score moves": (
        "scale-missing-in-dQ",
        "scale-missing-in-dK",
        "scale-missing-in-both",
    ),
    "The d under": ("root-of-the-places",),
}
