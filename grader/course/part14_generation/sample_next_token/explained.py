"""Known mistakes of sample_next_token by the first words of the sentence that explains them."""

EXPLAINED = {
    "A high temperature": (
        "temperature-multiplies",
        "temperature-ignored",
    ),
    "A dart that": ("not-made-to-sum-to-one",),
    "Without the token": ("last-token-dropped", "crossing-token-dropped"),
    "Only differences of": ("exp-overflows",),
    "Only a temperature": ("always-the-likeliest",),
    "A token is": (
        "top-k-keeps-one-more",
        "top-k-keeps-the-smallest",
    ),
    "Top-p cuts the": ("least-probable-first",),
    "The order temperature,": ("top-p-before-temperature",),
    "Any order of": ("drawn-in-order-of-probability",),
}
