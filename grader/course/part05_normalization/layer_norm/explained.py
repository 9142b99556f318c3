"""Known mistakes of layer_norm by the first words of the sentence that explains them."""

EXPLAINED = {
    "Adding a constant": ("missing-mean-term",),
    "With an epsilon": (
        "missing-x-hat-term",
        "sigma-missing-in-x-hat-term",
        "sum-for-mean",
    ),
    "Mean and standard": ("statistics-as-constants",),
    "Epsilon stands under": ("eps-outside-the-root",),
    "Epsilon belongs to": ("eps-not-from-the-caller",),
    "Dividing by D": ("unbiased-variance",),
    "With a mean": ("naive-variance",),
    "A row is": ("wrong-axis",),
    "On the way": (
        "gamma-forgotten",
        "gamma-outside",
    ),
    "In a row": ("not-divided-by-sigma",),
    "What `gamma` multiplies": ("dgamma-with-x",),
    "One `gamma` serves": (
        "mean-over-rows",
        "leading-axes-not-summed",
    ),
    "Each row has": ("statistics-of-the-whole-array",),
}
