"""Known mistakes of clip_grad_norm by the first words of the sentence that explains them."""

EXPLAINED = {
    "A short gradient": ("scaled-up",),
    "Only one factor": (
        "each-by-its-own-norm",
        "entries-cut-off",
    ),
    "Norms do not": (
        "norms-added",
        "root-forgotten",
        "largest-norm",
        "mean-of-squares",
    ),
    "A parameter that": ("none-not-expected",),
    "`g = g": ("scaled-copies",),
    "The parameters say": ("weights-clipped",),
    "The norm before": ("norm-after-clipping",),
    "The 1e-6 beside": ("without-the-small-number",),
    "The length is": ("absolute-values-added",),
}
