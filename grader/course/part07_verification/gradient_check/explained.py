"""Known mistakes of gradient_check by the first words of the sentence that explains them."""

EXPLAINED = {
    "An upstream gradient": ("upstream-of-ones",),
    "`dW_e[ids] += dY`": (
        "one-entry",
        "fresh-inputs",
    ),
    "At numbers near": ("passes-one-percent",),
    "What is near": ("tolerance-fixed",),
    "A relative tolerance": (
        "no-absolute-floor",
        "relative-error-everywhere",
        "absolute-alone",
    ),
    "Arrays of shapes": ("shapes-not-compared",),
    "A `nan` is": ("nan-passes",),
    "Whatever is taken": (
        "sums-compared",
        "norms-compared",
        "sizes-compared",
    ),
    "Every entry is": ("relative-to-the-largest",),
    "All the differences": (
        "copies-not-restored",
        "inputs-not-restored",
    ),
    "An op may": ("moved-in-one-memory",),
    "`float32` keeps seven": ("float32-differences",),
    "An error is": ("relative-to-the-sum", "relative-to-the-sum-everywhere"),
    "Either of the": ("relative-to-the-numeric",),
    "A verdict tells": (
        "accepts-everything",
        "refuses-everything",
    ),
}
