"""Known mistakes of positional_embedding by the first words of the sentence that explains them."""

EXPLAINED = {
    "A gradient has": ("only-the-rows-used",),
    "A row of": (
        "mean-over-the-batch",
        "one-sequence-only",
    ),
    "Place 0 reads": (
        "last-rows-in-place-of-the-first",
        "rows-reversed",
    ),
    "How often a": ("upstream-forgotten",),
}
