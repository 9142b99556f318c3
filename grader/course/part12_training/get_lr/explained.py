"""Known mistakes of get_lr by the first words of the sentence that explains them."""

EXPLAINED = {
    "Adam's step has": ("no-warm-up",),
    "Half a cosine": (
        "straight-line",
        "quarter-wave",
        "no-pi",
    ),
    "The ramp keeps clear": (
        "first-step-at-zero",
        "ramp-ends-a-step-early",
    ),
    "The wave starts": ("wave-over-the-whole-run",),
    "The wave spans": (
        "down-to-zero",
        "min-lr-forgotten",
        "min-lr-on-top",
        "ramp-from-min-lr",
    ),
    "Beyond `lr_decay_iters` a": ("never-ends",),
    "Where `warmup_iters` equals": ("wave-of-no-length",),
}
