"""Clauses of scaled_dot_product_attention: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return causal attention's output (..., S, e)": ("forward, *", "the future cannot change the past: *"),
    "and its backward,": (
        "gradient Q, *",
        "exact gradient Q, *",
        "gradient K, *",
        "exact gradient K, *",
        "gradient V, *",
        "exact gradient V, *",
    ),
    "for Q and K (..., S, d) and V (..., S, e).": (
        "forward, two axes",
        "forward, batch and heads",
        "batches of thousands",
    ),
    'backward(doutput) returns {"Q": dQ (..., S, d), "K": dK (..., S, d), "V": dV (..., S, e)}.': (
        "gradient Q, *",
        "gradient K, *",
        "gradient V, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
