"""Known mistakes of scale by the first words of the sentence that explains them."""

EXPLAINED = {
    "A step in": (
        "constant-forgotten",
        "divided",
    ),
    "A straight line": ("times-the-output",),
    "The slope is": ("upstream-forgotten",),
}
