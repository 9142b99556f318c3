"""Clauses of gradient_step: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the logits (V,) after one step of gradient descent on -log softmax(logits)[target].": (
        "forward new_logits, five logits",
        "forward new_logits, equal logits",
        "forward new_logits, no step",
        "a step lowers the loss",
    ),
    "The array handed in stays as it was,": ("inputs left alone, *",),
    "and logits of any size will do: exp(1000) overflows.": (
        "forward new_logits, large logits",
        "forward new_logits, one certain, one out of reach",
    ),
}
