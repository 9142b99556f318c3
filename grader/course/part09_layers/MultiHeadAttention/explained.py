"""Known mistakes of MultiHeadAttention by the first words of the sentence that explains them."""

EXPLAINED = {
    "The columns of": ("values-first",),
    "Each head has": ("one-head",),
    "Place t may": (
        "no-mask",
        "mask-off-by-one",
    ),
    "The answers of": ("proj-forgotten",),
    "Row c of": ("proj-transposed",),
    "The op wants": (
        "bias-of-qkv-forgotten",
        "proj-keeps-its-bias",
    ),
    "`qkv` and `proj`": ("one-seed-for-both",),
    "A head has": ("heads-that-do-not-fit",),
}
