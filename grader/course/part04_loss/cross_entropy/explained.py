"""Known mistakes of cross_entropy by the first words of the sentence that explains them."""

EXPLAINED = {
    "Treat every entry": ("gradient-of-the-logits",),
    "A little more": (
        "sign",
        "logarithm-not-differentiated",
    ),
    "An entry that": ("every-class",),
    "NumPy pairs up": ("columns-for-pairs",),
    "A softmax may": ("one-hot-times-logarithm",),
    "No `+ 1e-8`": (
        "epsilon-in-the-logarithm",
        "clipped-logarithm",
    ),
    "This loss is": ("mean-over-the-rows",),
    "`dL` says how": ("upstream-forgotten",),
}
