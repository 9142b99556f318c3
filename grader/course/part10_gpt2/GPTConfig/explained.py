"""Known mistakes of GPTConfig by the first words of the sentence that explains them."""

EXPLAINED = {
    "`n_embd = 100`": ("heads-that-do-not-divide",),
    "A misspelt `gelu`": ("any-gelu",),
    "In a row": ("eps-unchecked",),
    "A tied head": (
        "tied-head-counted-twice",
        "untied-head-left-out",
    ),
    "Whatever a step": (
        "positions-left-out",
        "last-norm-left-out",
    ),
    "`bias=False` takes away": (
        "biases-always",
        "norms-always-with-beta",
    ),
    "A bias is": ("one-bias-of-a-channel-each",),
    "Heads share the": (
        "weights-for-each-head",
        "heads-for-channels",
    ),
    "A stack of": ("empty-tables",),
    "A config is": ("fields-that-change",),
}
