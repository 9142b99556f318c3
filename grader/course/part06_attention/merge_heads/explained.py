"""Known mistakes of merge_heads by the first words of the sentence that explains them."""

EXPLAINED = {
    "A reshape joins": (
        "reshape-without-transpose",
        "inverse-permutation-forgotten",
    ),
    "The pair of": (
        "interleaved-heads",
        "interleaved-on-the-way-back",
    ),
}
