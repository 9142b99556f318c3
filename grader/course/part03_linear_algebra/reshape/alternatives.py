"""Right alternatives to reshape: correct answers, written in other ways."""

import numpy as np


def through_flat(x, shape):
    """Copy the entries in C order, by .flat."""
    Y = np.zeros(x.size).reshape(shape)
    Y.flat = x.flat

    def backward(dY):
        dx = np.zeros(x.shape)
        dx.flat = dY.flat
        return {"x": dx}

    return Y, backward


def through_one_axis(x, shape):
    """Ravel first, forward and backward."""
    return np.reshape(x.ravel(), shape), lambda dY: {"x": np.reshape(np.ravel(dY), np.shape(x))}


def explicit_jacobian(x, shape):
    """Multiply the flat entries by their Jacobian, the identity matrix."""
    jacobian = np.eye(x.size)

    def backward(dY):
        return {"x": (dY.reshape(-1) @ jacobian).reshape(x.shape)}

    return (jacobian @ x.reshape(-1)).reshape(shape), backward
