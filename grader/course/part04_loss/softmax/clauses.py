"""Clauses of softmax: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return p (..., V),": ("forward, two axes", "forward, one row", "forward, four axes"),
    "whose rows sum to 1,": ("each row of p sums to 1",),
    "and its backward,": ("gradient x, *",),
    "for x (..., V) of any finite size.": ("forward, large logits", "forward, rows far apart"),
    'backward(dp) returns {"x": dx (..., V)}.': ("exact gradient x, *",),
}
