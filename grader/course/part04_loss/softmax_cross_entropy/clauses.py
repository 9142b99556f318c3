"""Clauses of softmax_cross_entropy: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the loss, one number,": ("forward, *",),
    "and its backward,": ("gradient logits, *", "exact gradient logits, *"),
    "for logits (..., V) and integer targets (...).": (
        "forward, three axes",
        "forward, axes of size 1",
        "ids of any integer dtype",
        "target 299 of 300 has its own logit",
        "batches of thousands",
    ),
    "Tokens whose target is ignore_index (any integer) count for nothing;": (
        "forward, ignored tokens",
        "forward, class 0 ignored",
        "forward, a strided view",
        "ignored tokens get no gradient",
    ),
    "the other targets are in [0, V).": (),
    "Where every target is ignored, the loss and its gradient are 0.": (
        "where every target is ignored, the loss and its gradient are 0",
    ),
    'backward(dL) returns {"logits": dlogits (..., V)}.': (
        "gradient logits, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
