"""Known mistakes of adamw_update by the first words of the sentence that explains them."""

EXPLAINED = {
    "What is new": ("momentum-of-sgd",),
    "What the averages": (
        "no-bias-correction",
        "no-correction-of-v",
        "correction-without-the-power",
    ),
    "A step must": ("root-forgotten",),
    "How strongly a": ("decay-in-the-gradient",),
    "After the very": ("t-counted-twice",),
    "The new gradient": ("step-with-the-old-m",),
    "The two betas": ("betas-swapped",),
    "Under the root": ("eps-inside-the-root",),
    "Without `eps` an": ("no-eps",),
    "The corrected root": ("eps-before-the-correction",),
    "The correction of": ("corrected-averages-returned",),
    "Inside a function": ("m-changed-in-place",),
    "Weight decay draws": (
        "no-decay",
        "decay-without-lr",
    ),
    "Decay and step": ("decay-of-the-moved-theta",),
}
