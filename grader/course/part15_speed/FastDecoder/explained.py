"""Known mistakes of FastDecoder by the first words of the sentence that explains them."""

EXPLAINED = {
    "Keys and values": ("past-copied",),
    "The last row": ("first-row-scored",),
    "New token i": (
        "places-from-zero",
        "mask-from-zero",
        "no-mask-among-the-new",
        "past-overwritten",
    ),
    "To begin a": ("reads-beyond-the-length",),
    "There are n_ctx": ("last-place-not-used",),
}
