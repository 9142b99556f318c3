"""reshape, written other ways."""

import numpy as np


def through_flat(x, shape):
    """Copy the entries in the order in which they are counted."""
    Y = np.zeros(x.size).reshape(shape)
    Y.flat = x.flat

    def backward(dY):
        dx = np.zeros(x.shape)
        dx.flat = dY.flat
        return {"x": dx}

    return Y, backward


def through_one_axis(x, shape):
    """By way of one axis, both ways."""
    return np.reshape(x.ravel(), shape), lambda dY: {"x": np.reshape(np.ravel(dY), np.shape(x))}


def explicit_jacobian(x, shape):
    """The Jacobian between the two lists of entries is the identity matrix; 0 times a large number is still 0."""
    jacobian = np.eye(x.size)

    def backward(dY):
        return {"x": (dY.reshape(-1) @ jacobian).reshape(x.shape)}

    return (jacobian @ x.reshape(-1)).reshape(shape), backward
