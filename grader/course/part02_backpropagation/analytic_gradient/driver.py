"""How analytic_gradient is asked."""

import math

import numpy as np

MATRICES = ("wte", "mlp_fc1", "mlp_fc2")


def drive(analytic_gradient, tokens, n, state_dict):
    """Hand over lists, see that they stay as they were, and cut the flat list into one array per matrix."""
    handed = {name: matrix.tolist() for name, matrix in state_dict.items()}
    read = tokens.tolist()
    try:
        loss, flat = _pair(analytic_gradient(read, n, handed))
    except (ArithmeticError, ValueError) as error:
        if not _out_of_range(error):
            raise
        loss, flat = math.nan, [math.nan] * sum(matrix.size for matrix in state_dict.values())
    if read != tokens.tolist():
        raise ValueError("tokens has changed; leave what was handed in as it was")
    for name, matrix in state_dict.items():
        if handed.get(name) != matrix.tolist():
            raise ValueError(f"state_dict[{name!r}] has changed; leave what was handed in as it was")
    return loss, *(cut(flat, state_dict)[name] for name in MATRICES)


def _pair(returned):
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise TypeError(f"return a pair (loss, gradient); what came is a {type(returned).__name__}")
    if not isinstance(returned[1], list) or any(isinstance(entry, (list, tuple)) for entry in returned[1]):
        raise TypeError("the gradient is one flat list of floats: every matrix row by row, one after another")
    return returned


def _out_of_range(error):
    """Whether the math module refused a number, where NumPy would have gone on with inf or nan."""
    said = ("math domain error", "expected a positive input")
    return isinstance(error, (OverflowError, ZeroDivisionError)) or str(error).startswith(said)


def cut(flat, state_dict):
    """Return the flat list as arrays of the matrices' shapes and dtype, by name."""
    wanted = sum(matrix.size for matrix in state_dict.values())
    if len(flat) != wanted:
        raise ValueError(f"the flat gradient has {len(flat):,} entries; the model has {wanted:,} parameters")
    pieces, start = {}, 0
    for name, matrix in state_dict.items():
        pieces[name] = np.array(flat[start : start + matrix.size], dtype=matrix.dtype).reshape(matrix.shape)
        start += matrix.size
    return pieces
