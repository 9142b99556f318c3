"""Known mistakes of gelu_tanh by the first words of the sentence that explains them."""

EXPLAINED = {
    "As `x` rises": ("tanh-taken-for-constant",),
    "The slope of tanh says": ("inner-slope-missing",),
    "As tanh is": ("tanh-slope-not-squared",),
    "One more link": ("upstream-forgotten",),
    "The normal density": ("gaussian-density",),
    "Each form of": ("derivative-of-the-erf-form",),
    "For large `u`": ("tanh-by-exponentials",),
    "A cube rises": (
        "cubic-term-not-differentiated",
        "three-forgotten",
    ),
}
