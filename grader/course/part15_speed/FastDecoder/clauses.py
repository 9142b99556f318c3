"""Clauses of FastDecoder: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "A GPT-2 that has read `length` tokens,": ("forward logits, token by token", "forward logits, chunks of many *"),
    "at most n_ctx = len(W_p) of them.": ("forward logits, refused: no place left",),
    "Keep params, which are not copied,": ("forward logits, weights that have changed since",),
    "and make room for the keys and values of n_ctx places in every layer.": (
        "forward logits, memory of one more token",
        "forward logits, twelve layers, named in no order",
        "forward logits, two decoders at once",
    ),
    "Begin a new text in the same memory.": ("forward logits, another text before it, forgotten",),
    "Read ids (T,), T of 1 or more,": (
        "forward logits, a prompt, then token by token",
        "forward logits, a prompt longer than is read at once",
        "forward logits, ids in uint16",
    ),
    "at places length and on,": ("forward logits, token by token",),
    "and return the logits (V,) after the last.": ("forward logits, chunks of many lengths",),
    "Raises ValueError, and reads nothing, where they are none": ("forward logits, refused: no token",),
    "or more than there are places left.": (
        "forward logits, refused: no place left",
        "forward logits, refused: a text longer than the model",
    ),
}
