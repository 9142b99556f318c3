"""Known mistakes of LayerNorm by the first words of the sentence that explains them."""

EXPLAINED = {
    "Whatever passes through": ("gamma-of-zeros",),
    "`eps` is 1e-5": ("eps-of-1e-6",),
    "The op `layer_norm`": ("eps-not-passed",),
    "To `apply` a": ("gamma-unwrapped",),
    "An entry that": (
        "beta-forgotten",
        "bias-all-the-same",
    ),
    "`np.ones(D)` is float64,": ("float64-whatever",),
}
