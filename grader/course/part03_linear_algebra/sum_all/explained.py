"""Known mistakes of sum_all by the first words of the sentence that explains them."""

EXPLAINED = {
    "An entry may": (
        "mean-of-the-upstream",
        "times-x",
    ),
    "All of `dx`": ("upstream-forgotten",),
}
