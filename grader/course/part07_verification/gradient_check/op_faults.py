"""The faults of the op bank: what a wrong backward returns in the place of the correct one.

A fault is `fault(backward, inputs, upstream) -> gradients`, around the correct backward. Cases have its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np


def _every(change: Callable) -> Callable:
    """Return a fault that changes every gradient."""
    return lambda backward, inputs, dY: {name: change(g) for name, g in backward(dY).items()}


def _only(which: int, change: Callable) -> Callable:
    """Return a fault that changes one gradient: the first (0) or the last (-1)."""

    def fault(backward, inputs, dY):
        gradients = backward(dY)
        name = list(gradients)[which]
        return gradients | {name: change(gradients[name])}

    return fault


def _add_at(index: int, amount: float) -> Callable:
    """Return a change of a gradient: `amount` added to one entry of a copy."""

    def change(g):
        g = np.array(g)
        g.flat[index] += amount
        return g

    return change


def _assign(backward, inputs, dY):
    """Assign where an embedding's backward has to add: repeated ids keep one row of dY."""
    dW_e = np.zeros_like(inputs[0])
    dW_e[inputs[1]] += dY
    return {"W_e": dW_e}


def _noise(at_zero: float) -> Callable:
    """Return a change of a gradient: a millionth more everywhere, and `at_zero` added to the last entry."""
    return lambda g: _add_at(-1, at_zero)(1.000001 * g)


def _without_last(fault: Callable) -> Callable:
    """Return another fault with the last gradient left out."""
    return lambda backward, inputs, dY: dict(list(fault(backward, inputs, dY).items())[:-1])


def _quarter_beside_hundredths(g: np.ndarray) -> np.ndarray:
    """Make the entry in the middle a quarter larger, and the others a hundredth."""
    g = 1.01 * g
    g.flat[g.size // 2] *= 1.25 / 1.01
    return g


FAULTS: Mapping[str, Callable] = {
    "": lambda backward, inputs, dY: backward(dY),
    "zeros": _every(np.zeros_like),
    "upstream forgotten": lambda backward, inputs, dY: backward(np.ones_like(dY)),
    "last entry": _only(-1, _add_at(-1, 0.25)),
    "middle entry": _only(-1, lambda g: _add_at(g.size // 2, 0.25)(g)),
    "errors that cancel": _only(-1, lambda g: _add_at(0, 0.25)(_add_at(-1, -0.25)(g))),
    "last entry too small": _only(-1, _add_at(-1, -0.25)),
    "a quarter more": _every(lambda g: 1.25 * g),
    "a quarter less": _every(lambda g: 0.75 * g),
    "one percent more": _every(lambda g: 1.01 * g),
    "a ten-thousandth more": _every(lambda g: 1.0001 * g),
    "wrong sign": _every(np.negative),
    "nan": _only(-1, _add_at(0, np.nan)),
    "first wrong": _only(0, np.zeros_like),
    "transposed": _only(-1, np.transpose),
    "one axis more": _only(-1, lambda g: g[np.newaxis]),
    "left out": _without_last(lambda backward, inputs, dY: backward(dY)),
    "assigned": _assign,
    "another order": lambda backward, inputs, dY: dict(reversed(backward(dY).items())),
    "five millionths more": _every(lambda g: 1.000005 * g),
    "three hundred-thousandths more": _every(lambda g: 1.00003 * g),
    "one percent less": _every(lambda g: 0.99 * g),
    "noise of both kinds": _every(_noise(5e-8)),
    "too much for noise": _every(_noise(5e-7)),
    "hundredths and a quarter": _every(_quarter_beside_hundredths),
    "infinity": _only(-1, _add_at(0, np.inf)),
    "one axis less": _only(-1, lambda g: g[0]),
    "one axis more at the end": _only(-1, lambda g: g[..., np.newaxis]),
    "one row": _only(-1, lambda g: g[:1]),
    "one column": _only(-1, lambda g: g[:, :1]),
    "in a row": _only(-1, np.ravel),
    "not spread": lambda backward, inputs, dY: {"x": np.asarray(dY)},
    "a quarter more, the last left out": _without_last(_every(lambda g: 1.25 * g)),
    "last entry of the first, the last left out": _without_last(_only(0, _add_at(-1, 0.25))),
    "claims": lambda backward, inputs, dY: {"a": 100.0001 * dY[0], "b": 3e-8 * dY[1], "c": 2.002 * dY[2]},
}
