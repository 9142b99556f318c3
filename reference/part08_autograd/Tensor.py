"""Tensor: the programs that a Tensor has to run, as closed formulas, and on torch.Tensor."""

from __future__ import annotations

import numpy as np

from reference.oracles import complex_step


def forward(program, a, b, u):
    """Return (value, da, db, errors raised, arrays left, bits of a float) of one program, with L = sum(u * formula)."""
    formula, times = FORMULAS.get(program), {"backward twice": 2.0}.get(program, 1.0)
    if program == "errors in words":
        return 0.0, 0.0, 0.0, 5.0, 0.0, 64.0
    gradients = complex_step(formula, {"a": a, "b": b}, ("a", "b"), u)
    value = VALUES.get(program, formula)(a, b)
    db = 0.0 if program == "arrays and numbers" else times * gradients["b"]
    return value, times * gradients["a"], db, 0.0, 0.0, 8.0 * a.itemsize


def _product_and_quotient(a, b):
    return np.multiply(a, b) / (b + a * a)


def _matmul(a, b):
    p = np.einsum("...k,kn->...n", a, b)
    return np.sum(p * p) * np.mean(a)


def _uneven(a, b):
    h = a * b
    return h * h * h * a * a + h * h * a + a


FORMULAS = {
    "x + x": lambda a, b: 2 * a + 0 * b,
    "operators": lambda a, b: (a * b - a) / (b * b + 2) + (3 - b) / (a * a + 1.5) + 1 / (b * b + 1) + a,
    "diamond": lambda a, b: 5 * (a + b),
    "x * x": lambda a, b: a**2 + 0 * b,
    "x * x * x": lambda a, b: a**3 + 0 * b,
    "polynomial": lambda a, b: a**3 + a**2 + 0 * b,
    "quotient": np.divide,
    "uneven paths": _uneven,
    "matmul": _matmul,
    "views": lambda a, b: (np.einsum("ijk->kij", a).reshape(4, 6) * b.T).reshape(8, 3).T,
    "arrays and numbers": lambda a, b: (b - a) * b / (a * a + 1) + np.einsum("ij,ik->", b, a) + (0.5 - a) * 3,
    "an op of several arguments": lambda a, b: np.tanh(a) * b[[2, 0, 2]],
    "backward twice": _product_and_quotient,
    "one number": _product_and_quotient,
    "zero_grad between": _product_and_quotient,
    "one array for two": lambda a, b: 2 * a + b,
    "in place afterwards": lambda a, b: b + a,
    "no_grad": _product_and_quotient,
    "freed": _product_and_quotient,
    "float32": lambda a, b: np.sum((a * 2.5 + 0.3) / (b * b + 1) - np.sqrt(2) * a + 2 / (a * a + 1)) / a.size,
    "chain": lambda a, b: a + 0 * b,
}

VALUES = {"an op of several arguments": lambda a, b: np.zeros(2)}
"""A program's value where that is not its formula: how many entries differ from the op's own backward."""


def torch_forward(program, a, b, u):
    """The same, by torch.autograd."""
    import torch

    from reference.part08_autograd.torch_programs import PROGRAMS, count_refused

    a, b = (x.clone().requires_grad_() for x in (a, b))
    if program == "errors in words":
        return tuple(map(torch.tensor, (0.0, 0.0, 0.0, count_refused(a), 0.0, 64.0)))
    result = PROGRAMS[program](a, b)
    if program == "no_grad":
        with torch.no_grad():
            assert not PROGRAMS[program](a, b).requires_grad
    result.backward(u, retain_graph=True)
    if program == "backward twice":
        result.backward(u)
    da, db = (torch.zeros_like(x) if x.grad is None else x.grad for x in (a, b))
    value = torch.zeros(2) if program == "an op of several arguments" else result
    bits = torch.finfo(a.grad.dtype).bits
    if program == "arrays and numbers":
        db = torch.tensor(0.0)
    return value, da, db, torch.tensor(0.0), torch.tensor(0.0), torch.tensor(float(bits))
