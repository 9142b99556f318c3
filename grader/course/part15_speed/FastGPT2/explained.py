"""Known mistakes of FastGPT2 by the first words of the sentence that explains them."""

EXPLAINED = {
    "An array of": ("memory-taken-anew",),
    "What a block's": ("one-memory-for-all-layers",),
    "A line may": (
        "gelu-over-its-own-input",
        "residual-over-its-own-input",
    ),
    "Places beyond this": ("rest-of-W_p-left-over",),
    "W_e is the": ("tied-head-alone",),
    "The residual stream": ("residual-gradient-lost",),
    "A head is": ("heads-not-apart",),
    "The head is": ("first-places-scored",),
    "Decay draws weights": ("biases-decayed",),
}
