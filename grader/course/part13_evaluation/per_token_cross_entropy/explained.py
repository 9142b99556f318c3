"""Known mistakes of per_token_cross_entropy by the first words of the sentence that explains them."""

EXPLAINED = {
    "For evaluation you": ("mean-in-every-place",),
    "Taking m off": (
        "exp-overflows",
        "shift-not-put-back",
    ),
    "Each row is": ("one-shift-for-all",),
    "With the row's": ("small-number-in-the-log",),
    "The probabilities of": ("probability-not-its-log",),
    "Perplexity takes the": ("bits",),
}
