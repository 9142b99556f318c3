"""References of part 08: the programs that a Tensor is asked to run, as formulas under the complex step."""

from __future__ import annotations

import numpy as np

from reference.oracles import complex_step


def Tensor(program, a, b, u):
    """Return (value, da, db, errors_in_words, arrays_left, float_bits) of one program, with L = sum(u * formula)."""
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
"""What a program returns as its value where that is not its formula: entries that differ from the op's own backward."""
