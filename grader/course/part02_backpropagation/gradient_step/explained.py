"""Known mistakes of gradient_step by the first words of the sentence that explains them."""

EXPLAINED = {
    "`np.exp(710)` is `inf`": ("exp-overflows",),
    "Probabilities sum to": (
        "target-alone",
        "target-forgotten",
    ),
    "The slope along": ("slope-by-p",),
    "One token came,": ("mean-over-classes",),
    "Where a slope": ("uphill",),
    "The gradient says": ("step-length-forgotten",),
    "`logits -= ...`": ("logits-changed",),
    "The 1 comes": ("one-taken-off-everywhere",),
}
