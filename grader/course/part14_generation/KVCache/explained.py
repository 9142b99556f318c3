"""Known mistakes of KVCache by the first words of the sentence that explains them."""

EXPLAINED = {
    "A second reading": ("everything-read-anew",),
    "The keys of": ("keys-kept-as-values",),
    "A place is": ("places-from-zero", "one-place-on"),
    "A new token": (
        "mask-from-zero",
        "no-mask-among-the-new",
    ),
    "The cache is": ("past-overwritten",),
    "Each layer makes": ("one-layer-for-all",),
    "A hidden place": ("mask-too-small",),
    "Weights mean something": (
        "always-tied",
        "always-tanh",
    ),
    "A cache is": ("always-float64",),
}
