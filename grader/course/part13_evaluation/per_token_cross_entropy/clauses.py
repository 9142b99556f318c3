"""Clauses of per_token_cross_entropy: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return nll (...),": ("forward nll, two axes", "forward nll, three axes", "forward nll, no leading axis"),
    "float64,": ("forward nll, float32",),
    "for logits (..., V)": ("forward nll, a strided view", "forward nll, large logits"),
    "and integer targets (...) in [0, V).": ("forward nll, square", "forward nll, targets in uint16"),
    "Nothing is averaged.": ("forward nll, axes of size 1", "forward nll, two axes"),
}
