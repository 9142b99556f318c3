"""Known mistakes of gelu_in_chunks by the first words of the sentence that explains them."""

EXPLAINED = {
    "The slope has": (
        "straight-part-missing",
        "cube-not-derived",
    ),
    "The small cubic": ("cube-forgotten",),
    "In place, an": ("already-moved-on",),
    "What comes between": ("chunk-not-heeded",),
    "What the backward": ("slope-kept",),
    "An entry of": (
        "first-chunk-over-and-over",
        "last-chunk-of-the-upstream",
    ),
}
