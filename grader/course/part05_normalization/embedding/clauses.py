"""Clauses of embedding: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y = W_e[ids] (*ids.shape, D)": ("forward, *",),
    "and its backward,": ("gradient W_e, *", "exact gradient W_e, *"),
    "for W_e (V, D) and ids, int, of any shape.": (
        "forward, repeated ids",
        "forward, a single id, no axis",
        "forward, three axes, one of size 1",
        "ids of any integer dtype",
        "row 40,000 of a long table is found, and named twice it gets two gradients",
        "batches of thousands",
    ),
    'backward(dY) returns {"W_e": dW_e (V, D)}.': (
        "gradient W_e, *",
        "inputs left alone, returns kept, no key too many",
    ),
    "Raises IndexError for an id of V or more.": (
        "IndexError for an id of V",
        "IndexError for ids far beyond V, among others",
        "IndexError for a single id of V, no axis",
    ),
}
