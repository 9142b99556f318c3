"""Known mistakes of share by the first words of the sentence that explains them."""

EXPLAINED = {
    "BLAS has threads": ("blas-with-all-its-threads",),
    "Where the number": ("rest-left-out",),
    "Work from `start`": ("one-row-twice",),
    "The thread that": ("one-after-another",),
    "To the caller": (
        "returns-too-early",
        "exceptions-lost",
    ),
    "A thread costs": ("always-all-threads",),
}
