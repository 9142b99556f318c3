"""Known mistakes of squared_error by the first words of the sentence that explains them."""

EXPLAINED = {
    "A square is": ("exponent-forgotten",),
    "The slope of": ("inner-slope-forgotten",),
    "In a product,": ("factors-swapped",),
    "An offset lifts": ("bias-scaled",),
    "Only the distance": ("sign-of-y",),
    "`dL` says how": ("upstream-forgotten",),
}
