"""Clauses of lm_head: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return logits = h W_e^T (..., V)": ("forward, *",),
    "and its backward,": ("gradient h, *", "exact gradient h, *", "gradient W_e, *", "exact gradient W_e, *"),
    "for h (..., D) and the embedding table W_e (V, D).": (
        "forward, three axes",
        "forward, one place, no leading axis",
        "batches of thousands",
    ),
    'backward(dlogits) returns {"h": dh (..., D), "W_e": dW_e (V, D)}.': (
        "gradient h, *",
        "gradient W_e, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
