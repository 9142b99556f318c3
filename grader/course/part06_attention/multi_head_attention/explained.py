"""Known mistakes of multi_head_attention by the first words of the sentence that explains them."""

EXPLAINED = {
    "By its values": (
        "weights-held-constant",
        "x-by-the-values-alone",
    ),
    "A column of": (
        "blocks-in-another-order",
        "gradient-blocks-swapped",
    ),
    "First three blocks": ("blocks-interleaved",),
    "In memory a": (
        "merged-without-transposing",
        "heads-split-without-transposing-back",
    ),
    "A bias that": ("mean-of-b-proj",),
    "First come the": ("heads-cut-before-q-k-v",),
}
