"""Known mistakes of Module by the first words of the sentence that explains them."""

EXPLAINED = {
    "The loss of": ("only-its-own",),
    "Names grow from": ("name-without-the-way",),
    "However often the": ("tied-twice",),
    "A list is": ("lists-not-entered",),
    "In the order": ("sorted-by-name",),
    "Two parameters whose": ("equal-taken-for-same",),
    "`backward` adds to": ("zero-grad-of-its-own",),
    "Forgotten means None,": ("zeros-for-none",),
}
