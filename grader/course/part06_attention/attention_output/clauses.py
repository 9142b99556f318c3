"""Clauses of attention_output: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return P V (..., S, d)": ("forward, *",),
    "and its backward,": ("gradient P, *", "exact gradient P, *", "gradient V, *", "exact gradient V, *"),
    "for P (..., S, S) and V (..., S, d).": (
        "forward, two axes",
        "forward, batch and heads",
        "forward, as many heads as places",
        "batches of thousands",
    ),
    'backward(doutput) returns {"P": dP (..., S, S), "V": dV (..., S, d)}.': (
        "gradient P, *",
        "gradient V, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
