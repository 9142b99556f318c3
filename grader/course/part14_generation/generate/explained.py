"""Known mistakes of generate by the first words of the sentence that explains them."""

EXPLAINED = {
    "While places are": (
        "token-read-twice",
        "no-cache",
        "all-read-again",
        "past-forgotten",
    ),
    "Half is a": ("all-forgotten-when-full",),
    "A generator is": ("a-generator-for-each-token",),
    "The draw knows": (
        "temperature-not-handed-on",
        "top-p-not-handed-on",
    ),
    "A text goes": ("beginning-of-a-long-prompt",),
    "A place is": ("last-place-not-used",),
    "To read the": ("whole-window-read-anew",),
}
