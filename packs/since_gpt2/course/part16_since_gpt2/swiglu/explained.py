"""Known mistakes of swiglu by the first words of the sentence that explains them."""

EXPLAINED = {
    "Both factors of": (
        "slope-is-sigma",
        "slope-of-sigma",
    ),
    "The slope of": (
        "up-forgotten",
        "own-factor",
    ),
    "What multiplied `up`": ("silu-forgotten",),
    "A small step": (
        "x-by-the-gate-alone",
        "gate-held-constant",
    ),
    "Far to the": ("silu-and-sigma-mixed-up",),
    "A slope is": ("slope-at-the-output",),
    "The two matrices": ("weights-exchanged",),
    "What `W_down` reads": ("down-without-up",),
    "How much an": ("upstream-forgotten",),
    "A product reads": ("silu-on-the-other-side",),
    "The gate of": ("gate-of-sigma-alone",),
    "GELU and silu": ("gelu-in-place-of-silu",),
    "Only the gate": ("silu-of-the-product",),
    "For a gate": ("exponential-that-overflows",),
}
