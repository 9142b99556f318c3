"""Known mistakes of linear by the first words of the sentence that explains them."""

EXPLAINED = {
    "A backward knows": ("upstream-forgotten",),
    "Every row of": (
        "bias-mean-over-rows",
        "bias-from-one-item",
    ),
    "An entry of": ("bias-along-its-own-axis",),
    "A bias lifts": ("bias-in-the-upstream",),
}
