"""Right alternatives to scale: correct answers, written in other ways."""

import numpy as np


def explicit_jacobian(x, c):
    """Build the Jacobian, c on the diagonal and 0 off it, and contract it."""

    def backward(dY):
        return {"x": (dY.ravel() @ (c * np.eye(x.size))).reshape(x.shape)}

    return x * c, backward


def one_entry_at_a_time(x, c):
    """A loop over entries."""

    def backward(dY):
        return {"x": np.array([d * c for d in dY.ravel()]).reshape(x.shape)}

    return np.array([c * entry for entry in x.ravel()]).reshape(x.shape), backward
