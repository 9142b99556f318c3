"""Clauses of cross_entropy_in_place: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the mean loss, a float, over the targets that count;": (
        "forward loss, some rows do not count",
        "forward loss, all at once",
    ),
    "logits (N, V) are overwritten by dloss/dlogits.": ("forward dlogits, all at once", "forward dlogits, float32"),
    "targets (N,) are in [0, V), or ignore_index;": (
        "forward loss, another index is ignored",
        "forward loss, targets in int32",
    ),
    "rows of the latter end as zeros.": ("forward dlogits, some rows do not count",),
    "Where none counts the loss is 0.": ("forward loss, no row counts", "forward dlogits, no row counts"),
    "No array is made that is larger than a row or two columns.": ("forward loss, memory taken beside the logits",),
    "Rows are worked on as many at once as have `chunk` entries, at least one:": (
        "forward dlogits, two rows at a time",
        "forward dlogits, a row at a time",
        "forward dlogits, more than one chunk of the usual size",
    ),
    "10 of GPT-2's rows of 50,257, which are 2 MB in float32.": (),
}
