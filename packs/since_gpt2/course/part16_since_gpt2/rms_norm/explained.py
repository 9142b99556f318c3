"""Known mistakes of rms_norm by the first words of the sentence that explains them."""

EXPLAINED = {
    "The square brings": ("root-without-its-half",),
    "The rms divides:": ("sign-of-the-second-term",),
    "A step of": ("mean-term-of-layer-norm",),
    "With an epsilon": (
        "rms-as-a-constant",
        "rms-missing-in-second-term",
        "sum-for-mean",
    ),
    "The rms divides the": ("diagonal-only",),
    "In a row": ("not-divided-by-rms",),
    "On the way": (
        "gamma-forgotten",
        "gamma-outside",
    ),
    "What `gamma` multiplies": ("dgamma-with-x",),
    "One `gamma` serves": (
        "mean-over-rows",
        "leading-axes-not-summed",
    ),
    "The rms is": ("mean-taken-off",),
    "Divided by its": ("length-in-place-of-rms",),
    "Epsilon stands under": ("eps-outside-the-root",),
    "Epsilon belongs to": ("eps-not-from-the-caller",),
    "A row is": ("wrong-axis",),
}
