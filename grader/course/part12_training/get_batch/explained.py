"""Known mistakes of get_batch by the first words of the sentence that explains them."""

EXPLAINED = {
    "The target of": (
        "targets-from-behind",
        "targets-wrapped-around",
    ),
    "A model whose": ("targets-not-moved",),
    "The number of": ("last-start-left-out",),
    "A batch averages": ("one-start-for-all",),
    "Every batch is": (
        "generator-of-its-own",
        "drawn-twice",
    ),
    "`data.astype(np.int64)` reads the": ("whole-file-widened",),
    "`uint16` has no": ("left-in-uint16",),
    "`int16` spends one": ("int16-on-the-way",),
    "`y = x": ("ids-plus-one",),
    "Windows at multiples": ("windows-side-by-side",),
    "A file with": ("too-short-in-silence",),
    "One of block_size": ("one-window-refused",),
}
