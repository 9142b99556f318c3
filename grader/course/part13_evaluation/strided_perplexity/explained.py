"""Known mistakes of strided_perplexity by the first words of the sentence that explains them."""

EXPLAINED = {
    "Tokens in an": (
        "double-counting",
        "no-overlap",
    ),
    "The logits at": ("logits-not-shifted",),
    "A mean of": ("mean-of-window-means",),
    "The end of": (
        "short-last-window-dropped",
        "short-last-window-counted-in-full",
    ),
    "Nothing stands before": ("first-token-counted",),
    "The product of": ("product-of-probabilities",),
    'Perplexity answers "one': ("two-to-the-nats",),
}
