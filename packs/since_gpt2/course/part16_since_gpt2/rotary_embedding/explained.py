"""Known mistakes of rotary_embedding by the first words of the sentence that explains them."""

EXPLAINED = {
    "With one speed": ("one-angle-for-all-pairs",),
    "Both ways of": ("neighbours-paired",),
    "The angle depends": ("angle-differentiated",),
    "Each entry of": ("cosines-only",),
    "A turn changes": ("one-sign-for-both-sines",),
    "What was turned": (
        "turned-on",
        "not-turned-back",
    ),
    "The exponent counts": ("half-the-exponent",),
    "Which way is": ("turned-the-other-way",),
    "A row's number": ("rows-counted-for-positions",),
    "The base belongs": ("base-not-from-the-caller",),
    "An angle in": ("angles-in-single-precision",),
    "First partners are": ("halves-exchanged",),
    "The way back": ("neighbours-on-the-way-back",),
}
