"""Known mistakes of Linear by the first words of the sentence that explains them."""

EXPLAINED = {
    "Where all layers": ("all-zero",),
    "With weights of": ("spread-of-one",),
    "`apply` unwraps Tensors": (
        "weights-unwrapped",
        "input-unwrapped",
    ),
    "Row k of": ("torch-layout",),
    "No W can": (
        "bias-forgotten",
        "bias-all-the-same",
    ),
    "Two generators of": ("rng-not-used",),
    "`rng.normal` draws in": ("float64-whatever",),
}
