"""Known mistakes of relu by the first words of the sentence that explains them."""

EXPLAINED = {
    "A negative entry": ("absolute-value",),
    "The gate is": (
        "mask-of-the-upstream",
        "relu-of-the-upstream",
    ),
    "An entry that": (
        "mask-upside-down",
        "passed-straight-through",
    ),
    "The slope of": ("times-the-output",),
    "A gate lets": ("upstream-forgotten",),
}
