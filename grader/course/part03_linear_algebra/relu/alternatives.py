"""Right alternatives to relu: correct answers, written in other ways."""

import numpy as np


def where(x):
    """np.where, for the forward and for the gradient."""
    return np.where(x > 0, x, 0.0), lambda dY: {"x": np.where(x > 0, dY, 0.0)}


def half_of_x_plus_its_size(x):
    """max(x, 0) = (x + |x|)/2, whose derivative is (1 + sign x)/2."""
    return 0.5 * (x + np.abs(x)), lambda dY: {"x": dY * 0.5 * (1 + np.sign(x))}


def mask_of_the_output(x):
    """Y is positive exactly where x is, so backward needs the output alone."""
    Y = x * (x > 0)

    def backward(dY):
        dx = dY.copy()
        dx[Y == 0] = 0
        return {"x": dx}

    return Y, backward


def explicit_jacobian(x):
    """Build the diagonal Jacobian of zeros and ones, and contract it."""
    return x.clip(min=0), lambda dY: {"x": (np.diag(np.heaviside(x.ravel(), 0)) @ dY.ravel()).reshape(x.shape)}
