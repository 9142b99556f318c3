"""Clauses of swiglu: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y (..., D)": ("forward, *",),
    "and its backward,": (
        "gradient x, *",
        "exact gradient x, *",
        "gradient W_gate, *",
        "exact gradient W_gate, *",
        "gradient W_up, *",
        "exact gradient W_up, *",
        "gradient W_down, *",
        "exact gradient W_down, *",
    ),
    "for x (..., D) of two axes or more, W_gate and W_up (D, F), W_down (F, D).": (
        "forward, two axes",
        "forward, four axes, some of size 1",
        "batches of thousands",
    ),
    'backward(dY) returns {"x": dx (..., D), "W_gate": dW_gate (D, F), "W_up": dW_up (D, F), "W_down": '
    "dW_down (F, D)}.": ("gradient x, *", "gradient W_*, *", "inputs left alone, returns kept, no key too many"),
}
