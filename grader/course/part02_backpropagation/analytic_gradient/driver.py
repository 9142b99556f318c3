"""Driver: analytic_gradient, which works on Python lists."""

import math

import numpy as np

MATRICES = ("wte", "mlp_fc1", "mlp_fc2")


def drive(analytic_gradient, tokens, n, state_dict):
    """Pass the arrays as lists, and return the loss and the flat gradient as one array per matrix.

    Where the answer's numbers overflow, all are nan. Raises ValueError where the lists were changed.
    """
    state_lists = {name: matrix.tolist() for name, matrix in state_dict.items()}
    token_list = tokens.tolist()
    try:
        loss, flat = _require_pair(analytic_gradient(token_list, n, state_lists))
    except (ArithmeticError, ValueError) as error:
        if not _is_overflow(error):
            raise
        loss, flat = math.nan, [math.nan] * sum(matrix.size for matrix in state_dict.values())
    if token_list != tokens.tolist():
        raise ValueError("tokens has changed; leave what was handed in as it was")
    for name, matrix in state_dict.items():
        if state_lists.get(name) != matrix.tolist():
            raise ValueError(f"state_dict[{name!r}] has changed; leave what was handed in as it was")
    gradients = unflatten(flat, state_dict)
    return loss, *(gradients[name] for name in MATRICES)


def _require_pair(returned):
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise TypeError(f"return a pair (loss, gradient); what came is a {type(returned).__name__}")
    if not isinstance(returned[1], list) or any(isinstance(entry, (list, tuple)) for entry in returned[1]):
        raise TypeError("the gradient is one flat list of floats: every matrix row by row, one after another")
    return returned


def _is_overflow(error):
    """Whether Python's math raised this for a number for which NumPy returns inf or nan."""
    messages = ("math domain error", "expected a positive input")  # of math.log and math.sqrt, by Python's version
    return isinstance(error, (OverflowError, ZeroDivisionError)) or str(error).startswith(messages)


def unflatten(flat, state_dict):
    """Return the flat list as arrays of the matrices' shapes and dtypes, by name."""
    size = sum(matrix.size for matrix in state_dict.values())
    if len(flat) != size:
        raise ValueError(f"the flat gradient has {len(flat):,} entries; the model has {size:,} parameters")
    gradients, start = {}, 0
    for name, matrix in state_dict.items():
        gradients[name] = np.array(flat[start : start + matrix.size], dtype=matrix.dtype).reshape(matrix.shape)
        start += matrix.size
    return gradients
