"""swiglu: the square of every entry."""

from __future__ import annotations


# TODO(swiglu): the forward in NumPy, apart from the solution; no abs, max, np.var, cast to float.
def forward(x):
    """x (...) -> (...)."""
    return x**2


# TODO(swiglu): the forward in PyTorch, whose autograd differentiates it; import torch inside it.
def torch_forward(x):
    """x (...) -> (...)."""
    return x.square()
