"""Driver: clip_grad_norm."""

from types import SimpleNamespace

import numpy as np

NAMES = ("W", "b", "gamma")


def drive(clip_grad_norm, W, b, gamma, max_norm):
    """Clip the gradients W, b and gamma of three parameters (None: no gradient), and return the norm and the gradients.

    A gradient of None is returned as an empty array. Raises ValueError where a parameter's data was changed.
    """
    params = [SimpleNamespace(data=_data(g), grad=None if g is None else np.array(g, order="F")) for g in (W, b, gamma)]
    norm = clip_grad_norm(params, max_norm)
    if isinstance(norm, np.ndarray) and norm.ndim:
        raise TypeError(f"the norm has shape {norm.shape}; wanted one number, of all gradients together")
    for name, parameter, g in zip(NAMES, params, (W, b, gamma), strict=True):
        if not np.array_equal(parameter.data, _data(g)):
            raise ValueError(f"{name}.data has changed; it is {name}.grad that is clipped")
    return norm, *(np.zeros(0) if p.grad is None else p.grad for p in params)


def _data(grad):
    """Return a parameter's data for a gradient: of its shape, with other numbers."""
    return (
        np.ones(2) if grad is None else np.ones_like(grad) + np.arange(grad.size, dtype=grad.dtype).reshape(grad.shape)
    )
