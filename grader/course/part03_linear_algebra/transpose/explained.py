"""Known mistakes of transpose by the first words of the sentence that explains them."""

EXPLAINED = {
    "A reshape to": ("reshaped",),
    "A swap of": ("axes-a-second-time",),
    "The `.T` of": ("all-axes-reversed",),
    "A transpose computes": ("upstream-forgotten",),
}
