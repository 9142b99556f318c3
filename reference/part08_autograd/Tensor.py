"""Tensor: the programs that a Tensor has to run, as closed formulas, and on torch.Tensor."""

from __future__ import annotations

import numpy as np

from reference.oracles import complex_step

TIMES = {"backward twice": 2.0, "a leaf's own, twice": 2.0, "one number, weighted": 2.0, "one number spread": 3.0}
"""How often a program runs backward, or by how much it multiplies the gradient."""

NO_DB = ("arrays and numbers", "constants", "item", "a leaf's own", "a leaf's own, twice", "one number spread")
"""Programs that say nothing of db: 0."""


def forward(program, a, b, u):
    """Return (value, da, db, errors raised, arrays left, grads too many, bits of a float), for L = sum(u * formula)."""
    if program.startswith("refused: "):
        return 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 64.0
    if program == "item":
        return a.item(), 0.0, 0.0, 0.0, 0.0, 0.0, 64.0
    if program == "facts":
        return np.array([a.ndim, a.size, a.itemsize, *a.shape], float), 0.0, 0.0, 0.0, 0.0, 0.0, 64.0
    formula, times = FORMULAS[program], TIMES.get(program, 1.0)
    gradients = complex_step(formula, {"a": a, "b": b}, ("a", "b"), u)
    value = VALUES.get(program, formula)(a, b)
    db = 0.0 if program in NO_DB else times * gradients["b"]
    return value, times * gradients["a"], db, 0.0, 0.0, 0.0, 8.0 * a.itemsize


def _product_and_quotient(a, b):
    return np.multiply(a, b) / (b + a * a)


def _matmul(a, b):
    p = np.einsum("...k,kn->...n", a, b)
    return np.sum(p * p) * np.mean(a)


def _uneven(a, b):
    h = a * b
    return h * h * h * a * a + h * h * a + a


def _every_side(a, b):
    y = (b - a) * b / (a * a + 1) + np.einsum("ij,ik->", b, a) + (0.5 - a) * 3
    y = y + np.einsum("ij,kj->", a, b) / len(a) ** 2 + b * a
    return y - 2 * (a - b) / b + b / (2.5 + a**2) + 1.5 * a * (b + a) - 0.25 * (a + b[0])


FORMULAS = {
    "x + x": lambda a, b: 2 * a + 0 * b,
    "operators": lambda a, b: (a * b - a) / (b * b + 2) + (3 - b) / (a * a + 1.5) + 1 / (b * b + 1) + a,
    "diamond": lambda a, b: 5 * (a + b),
    "x @ x": lambda a, b: np.einsum("ij,jk->ik", a, a) + 0 * b,
    "x * x": lambda a, b: a**2 + 0 * b,
    "x * x * x": lambda a, b: a**3 + 0 * b,
    "polynomial": lambda a, b: a**3 + a**2 + 0 * b,
    "quotient": np.divide,
    "uneven paths": _uneven,
    "matmul": _matmul,
    "views": lambda a, b: (np.einsum("ijk->kij", a).reshape(4, 6) * b.T).reshape(8, 3).T,
    "arrays and numbers": _every_side,
    "an op of several arguments": lambda a, b: np.tanh(a) * b[[2, 0, 2]],
    "backward twice": _product_and_quotient,
    "one number": _product_and_quotient,
    "zero_grad between": _product_and_quotient,
    "three results": lambda a, b: a * a * b + a + a * b,
    "one number, weighted": lambda a, b: np.sum(a * b),
    "a leaf's own": lambda a, b: a + 0 * b,
    "a leaf's own, twice": lambda a, b: a + 0 * b,
    "equal leaves": lambda a, b: 2 * a + b * b,
    "constants": lambda a, b: (a + 2) * b,
    "one number spread": lambda a, b: np.sum(a) + 0 * b,
    "a constant of no_grad": lambda a, b: 2 * a * b * (a * b).real,
    "one array for two": lambda a, b: 2 * a + b,
    "in place afterwards": lambda a, b: b + a,
    "no_grad": _product_and_quotient,
    "freed": _product_and_quotient,
    "float32": lambda a, b: np.sum((a * 2.5 + 0.3) / (b * b + 1) - np.sqrt(2) * a + 2 / (a * a + 1)) / a.size,
    "chain": lambda a, b: a + 0 * b,
    "many ways": lambda a, b: 2.0**60 * a + 0 * b,
}

VALUES = {"an op of several arguments": lambda a, b: np.zeros(3)}
"""A program's value where that is not its formula: how many entries and arguments are not as the op has them."""


def torch_forward(program, a, b, u):
    """The same, by torch.autograd."""
    import torch

    from reference.part08_autograd.torch_programs import PROGRAMS, is_refused

    def number(value):
        return torch.tensor(float(value), dtype=torch.float64)

    a, b = (x.clone().requires_grad_() for x in (a, b))
    nothing = number(0)
    if program.startswith("refused: "):
        return (
            nothing,
            nothing,
            nothing,
            number(is_refused(program.removeprefix("refused: "), a)),
            *[nothing] * 2,
            number(64),
        )
    if program == "item":
        return number(a.item()), *[nothing] * 5, number(64)
    if program == "facts":
        facts = [a.dim(), a.numel(), a.element_size(), *a.shape]
        return torch.tensor(facts, dtype=torch.float64), *[nothing] * 5, number(64)
    result = PROGRAMS[program](a, b)
    if program == "no_grad":
        with torch.no_grad():
            assert not PROGRAMS[program](a, b).requires_grad
    for _ in range(int(TIMES.get(program, 1))):
        result.backward(u.to(result.dtype), retain_graph=True)
    da, db = (torch.zeros_like(x) if x.grad is None else x.grad for x in (a, b))
    value = torch.zeros(3) if program == "an op of several arguments" else result
    bits = torch.finfo(a.grad.dtype).bits
    return value, da, nothing if program in NO_DB else db, *[nothing] * 3, number(bits)
