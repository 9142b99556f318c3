"""Known mistakes of gelu by the first words of the sentence that explains them."""

EXPLAINED = {
    "A slope says": ("upstream-forgotten",),
    "A step in": (
        "density-term-missing",
        "factor-x-missing",
        "density-term-subtracted",
    ),
    "The root of": (
        "erf-of-x",
        "inner-slope-missing",
        "exponent-not-halved",
    ),
    "There are two": (
        "tanh-cdf-with-gaussian-density",
        "derivative-of-the-tanh-form",
    ),
    "Weights that were": ("tanh-form-forward",),
    "The logistic curve": ("sigmoid-form-forward", "derivative-of-the-sigmoid-form"),
}
