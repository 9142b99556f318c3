"""Known mistakes of analytic_gradient by the first words of the sentence that explains them."""

EXPLAINED = {
    "A row that": ("row-overwritten",),
    "ReLU's gate is": (
        "gate-forgotten",
        "gate-by-the-gradient",
    ),
    "The way back": ("row-of-the-target",),
    "The target's logit": ("target-forgotten",),
    "In a mean": ("sum-not-mean",),
    "A hidden value": ("transpose-forgotten",),
    "`math.exp(710)` raises an": ("out-of-range",),
    "The worse the": ("loss-clipped",),
    "In a flat": ("order-of-its-own",),
}
