"""Known mistakes of train by the first words of the sentence that explains them."""

EXPLAINED = {
    "Clipping changes gradients,": (
        "not-clipped",
        "clipped-too-early",
    ),
    "A step reads": (
        "rate-a-step-late",
        "rate-a-step-early",
        "schedule-starts-over",
    ),
    "Gradients add up,": ("gradients-not-zeroed",),
    "What makes every": ("one-batch-for-ever",),
    "If a checkpoint": (
        "parameters-not-brought-back",
        "optimizer-not-brought-back",
        "generator-not-brought-back",
    ),
    "What survives a": ("never-saved-on-the-way",),
    "If the process": ("written-in-place",),
    "Replacing a file": ("partial-left",),
    "If the generator": ("batch-lost-to-ctrl-c",),
    "Ctrl-C says that": (
        "ctrl-c-not-caught",
        "every-error-kept",
    ),
    "The loss of": ("loss-after-the-step",),
    "What is saved": ("last-step-again",),
}
