"""Clauses of sum_last_axis: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y (...), the sums of x (..., K) over its last axis,": ("forward, *",),
    "and its backward.": ("gradient x, *", "exact gradient x, *"),
    "The summed axis is gone from Y.": ("forward, two axes", "forward, one axis", "forward, three axes"),
    'backward(dY) returns {"x": dx (..., K)}.': ("gradient x, *", "inputs left alone, returns kept, no key too many"),
}
