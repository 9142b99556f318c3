"""Known mistakes of softmax by the first words of the sentence that explains them."""

EXPLAINED = {
    "Each entry of": (
        "diagonal-only",
        "row-sum-missing",
    ),
    "Most wrong answers": ("summed-index-mixed-up",),
    "Adding one constant": ("cross-terms-added",),
    "`np.exp(710)` overflows to": ("no-shift",),
    "A sum that": ("epsilon-in-the-denominator",),
    "The maximum of": ("shift-by-the-array-maximum",),
    "The chain rule": (
        "sum-not-weighted",
        "mean-for-sum",
    ),
    "Each row is": (
        "sum-over-the-array",
        "sum-over-the-first-axis",
        "softmax-over-the-first-axis",
        "softmax-over-the-array",
    ),
    "Softmax cannot know": ("upstream-forgotten",),
    "What comes out": ("log-of-the-softmax",),
}
