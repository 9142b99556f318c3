"""Known mistakes of transformer_block by the first words of the sentence that explains them."""

EXPLAINED = {
    "All that r": (
        "residual-passes-dY-by-the-mlp",
        "attention-gets-dY",
    ),
    "The straight way": (
        "residual-of-the-mlp-dropped",
        "residual-of-attention-dropped",
    ),
    "A block hands": (
        "residual-around-the-norm",
        "residual-after-the-mlp-alone",
        "post-norm",
    ),
    "The MLP reads": (
        "second-norm-of-x",
        "mlp-beside-x",
    ),
    "`eps` goes to": ("eps-not-passed-on",),
    "Both forms of": ("exact-gelu",),
    "The bend of": ("relu-for-gelu",),
    "In front of": ("attention-of-x",),
    "The two norms": ("first-norm-twice",),
    "The way back": ("gelu-skipped-on-the-way-back",),
}
