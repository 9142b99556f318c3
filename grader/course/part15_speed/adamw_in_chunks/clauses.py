"""Clauses of adamw_in_chunks: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Take step t = 1, 2, ...:": ("forward theta, the first step", "forward theta, a late step"),
    "theta, m and v are changed in place,": (
        "forward theta, three axes",
        "forward m, three axes",
        "forward v, more than one chunk of the usual size",
    ),
    "grad is left as it is.": ("forward theta, three axes",),
    "All four are contiguous and of one shape and dtype.": ("forward theta, float32", "forward theta, axes of size 1"),
    "No array is made that is larger than `chunk` entries.": ("forward theta, memory taken beside the arrays",),
}
