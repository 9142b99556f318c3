"""How clip_grad_norm is asked."""

from types import SimpleNamespace

import numpy as np

NAMES = ("W", "b", "gamma")


def drive(clip_grad_norm, W, b, gamma, max_norm):
    """Hang the gradients on parameters, ask, and read what stands there now; None is an array of no entries."""
    params = [SimpleNamespace(data=_data(g), grad=None if g is None else np.array(g)) for g in (W, b, gamma)]
    norm = clip_grad_norm(params, max_norm)
    if isinstance(norm, np.ndarray) and norm.ndim:
        raise TypeError(f"the norm has shape {norm.shape}; wanted one number, of all gradients together")
    for name, parameter, g in zip(NAMES, params, (W, b, gamma), strict=True):
        if not np.array_equal(parameter.data, _data(g)):
            raise ValueError(f"{name}.data has changed; it is {name}.grad that is clipped")
    return norm, *(np.zeros(0) if p.grad is None else p.grad for p in params)


def _data(g):
    """Return parameters for a gradient: other numbers, of its shape."""
    return np.ones(2) if g is None else np.ones_like(g) + np.arange(g.size, dtype=g.dtype).reshape(g.shape)
