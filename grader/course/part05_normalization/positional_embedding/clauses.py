"""Clauses of positional_embedding: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return P (B, T, D), the first T rows of W_p (T_max, D) for each of B sequences,": (
        "forward, *",
        "each call gives its own answer",
    ),
    "and its backward.": ("gradient W_p, *", "exact gradient W_p, *"),
    'backward(dP) returns {"W_p": dW_p (T_max, D)}.': (
        "gradient W_p, a table longer than the sequence",
        "rows from T on have gradient 0",
        "inputs left alone, returns kept, no key too many",
    ),
    "Raises ValueError where T is more than the rows of W_p.": (
        "ValueError for one place more than W_p has rows",
        "ValueError for twice as many places as W_p has rows",
    ),
}
