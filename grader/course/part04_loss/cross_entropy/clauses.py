"""Clauses of cross_entropy: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the loss, one number,": ("forward, *",),
    "and its backward,": ("gradient p, *", "exact gradient p, *"),
    "for p (..., V) and integer classes y (...) in [0, V).": (
        "forward, three axes",
        "forward, axes of size 1",
        "ids of any integer dtype",
        "class 299 of 300 has its own probability",
        "batches of thousands",
    ),
    "p is taken as it comes: its rows need not sum to 1,": (
        "forward, rows that do not sum to 1",
        "gradient p, rows that do not sum to 1",
    ),
    "and it may be 0 away from the classes y.": (
        "forward, a probability of 0 away from the class",
        "exact gradient p, a probability of 0 away from the class",
    ),
    'backward(dL) returns {"p": dp (..., V)}.': ("gradient p, *", "inputs left alone, returns kept, no key too many"),
}
