"""Known mistakes of causal_mask by the first words of the sentence that explains them."""

EXPLAINED = {
    "A place that": ("sees-one-ahead",),
    "A place sees": ("blind-to-itself",),
    "A row of scores is": ("the-past-masked",),
    "What is added": ("ones-and-zeros",),
    "How low is": ("fill-ignored",),
    "What comes after": ("lower-half-filled",),
}
