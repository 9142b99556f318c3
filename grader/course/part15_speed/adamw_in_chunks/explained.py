"""Known mistakes of adamw_in_chunks by the first words of the sentence that explains them."""

EXPLAINED = {
    "In chunks of": ("whole-arrays",),
    "One scratch array": ("scratch-used-too-early",),
    "The step goes": ("old-average-used",),
    "Averages that start": (
        "bias-of-m-kept",
        "bias-of-v-kept",
    ),
    "A floor under": ("eps-corrected-too",),
    "Decay acts on": ("step-decayed",),
}
