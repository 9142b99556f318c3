"""Known mistakes of multiply by the first words of the sentence that explains them."""

EXPLAINED = {
    "With 1 in": ("upstream-forgotten",),
    "A repeated entry": ("summed-before-multiplied",),
    "Each place at": ("mean-over-copies",),
    "If the price": ("own-factor",),
}
