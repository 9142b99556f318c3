"""Known mistakes of central_difference by the first words of the sentence that explains them."""

EXPLAINED = {
    "Stepping to one": ("forward-difference",),
    "Of entries that": ("all-entries-at-once",),
    "A slope is": ("divided-by-eps",),
    "An array keeps": ("steps-truncated",),
    "`zeros_like(x)` takes over": ("slopes-truncated",),
    "All the slopes": ("entry-not-put-back",),
    "The caller's `x`": ("x-left-changed",),
    "What `f` computes": ("f-of-a-flat-x",),
    "A look to": ("backward-difference",),
    "An index has": ("rows-at-once",),
}
