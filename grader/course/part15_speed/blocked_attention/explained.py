"""Known mistakes of blocked_attention by the first words of the sentence that explains them."""

EXPLAINED = {
    "When the maximum": (
        "sum-not-rescaled",
        "output-not-rescaled",
    ),
    "Nothing is divided": ("divided-in-every-block",),
    "What a query": (
        "mask-on-the-first-keys",
        "sees-one-ahead",
    ),
    "For the way": ("maximum-without-the-sum",),
    "A row's weights": ("row-term-missing",),
    "A masked score": (
        "future-scored-zero",
        "sum-over-the-masked-half",
    ),
    "Against the largest": ("softmax-that-overflows",),
    "A key and": (
        "dK-of-the-last-block",
        "dV-of-the-last-block",
    ),
    "Blocks change when": ("divided-by-d",),
    "Scaling Q in": ("scale-missing-in-dQ",),
}
