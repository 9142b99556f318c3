"""Known mistakes of MLP by the first words of the sentence that explains them."""

EXPLAINED = {
    "Between the two": ("no-gelu",),
    "Weights belong to": (
        "erf-by-default",
        "gelus-swapped",
        "gelu-not-chosen",
        "erf-always",
    ),
    "The two GELUs": ("any-gelu",),
    "One generator serves": ("one-seed-for-both",),
    "What comes out": ("gelu-at-the-end-too",),
    "Row h of": ("proj-transposed",),
    "Width and biases": (
        "not-wider",
        "proj-keeps-its-bias",
    ),
}
