"""Clauses of analytic_gradient: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return W x (M,), for W (M, N) and x (N,).": (),
    "Return the mean loss over positions i in range(n), where tokens[i] is read and tokens[i + 1] is to be told.": (),
    "Return every derivative of the loss by central differences, flat, and how many forwards that took.": (),
    "Return (loss, gradient) over positions i in range(n): token tokens[i], target tokens[i + 1].": (
        "forward loss, five positions",
        "forward loss, more tokens than are read",
        "forward d_*, five positions",
    ),
    "Python lists only.": ("forward loss, *",),
    "gradient is a flat list of floats: state_dict's matrices in the order of its keys, each row by row.": (
        "forward d_*, five positions",
        "forward d_*, state_dict in another order",
        "forward d_*, square matrices",
    ),
    "The lists in state_dict stay as they were.": ("forward d_*, five positions",),
    "Print how far the two gradients of one model lie apart, and what each of them cost.": (),
}
