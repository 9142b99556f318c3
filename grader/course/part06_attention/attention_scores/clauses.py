"""Clauses of attention_scores: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the scores Q K^T / sqrt(d) (..., S, S)": ("forward, *",),
    "and their backward,": ("gradient Q, *", "exact gradient Q, *", "gradient K, *", "exact gradient K, *"),
    "for Q and K (..., S, d).": (
        "forward, two axes",
        "forward, batch and heads",
        "forward, as many heads as places",
        "batches of thousands",
    ),
    'backward(dscores) returns {"Q": dQ (..., S, d), "K": dK (..., S, d)}.': (
        "gradient Q, *",
        "gradient K, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
