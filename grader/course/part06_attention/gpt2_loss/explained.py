"""Known mistakes of gpt2_loss by the first words of the sentence that explains them."""

EXPLAINED = {
    "Upstream of each": (
        "blocks-not-reversed",
        "dx-not-handed-on",
    ),
    "A step in": (
        "tied-embedding-alone",
        "tied-head-alone",
        "head-counted-twice",
        "tied-average",
    ),
    "A weighted sum": (
        "positions-along-the-batch",
        "no-positions",
    ),
    "Layers are alike": (
        "one-block-for-all",
        "layers-numbered-backwards",
    ),
    "Every block adds": ("no-last-norm",),
    "At place t": ("scored-on-the-input",),
    "The upstream gradient": ("upstream-forgotten",),
}
