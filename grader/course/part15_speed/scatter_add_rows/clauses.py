"""Clauses of scatter_add_rows: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Add each row of dY (N, D) to the row of dW (V, D)": ("forward dW, all different", "forward dW, a strided view"),
    "that ids (N,), int in [0, V), names.": ("forward dW, repeats, out of order", "forward dW, ids in uint16"),
    "dW is changed in place.": ("forward dW, all different", "forward dW, dW strided as well"),
    "An id may occur often: every one of its rows counts.": (
        "forward dW, all the same id",
        "forward dW, more rows than the table has",
    ),
    "No array as large as dW is made.": ("forward dW, memory taken beside dW",),
}
