"""Known mistakes of lambada by the first words of the sentence that explains them."""

EXPLAINED = {
    "GPT-2's vocabulary has": ("space-with-the-context", "space-lost"),
    "A word of": (
        "mean-over-tokens",
        "mean-within-the-word",
        "last-token-scored-alone",
    ),
    "Greedy decoding writes": (
        "first-token-decides",
        "last-token-decides",
        "any-token-decides",
    ),
    "The first token": ("logits-not-shifted",),
    "LAMBADA asks for": ("cut-at-the-first-space",),
    "On paper the": ("product-of-probabilities",),
}
