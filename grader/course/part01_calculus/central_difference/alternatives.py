"""Right alternatives to central_difference: correct answers, written in other ways."""

import numpy as np


def unit_directions(f, x, eps=1e-6):
    """Step along the unit vector of each entry; x itself is never written to."""
    directions = np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([f(x + eps * e) - f(x - eps * e) for e in directions]).reshape(x.shape) / (2 * eps)


def mean_of_two_slopes(f, x, eps=1e-6):
    """Average the forward and the backward difference."""
    middle = np.asarray(x, dtype=np.float64)
    here, slopes = f(middle), []
    for k in range(middle.size):
        step = np.where(np.arange(middle.size).reshape(middle.shape) == k, eps, 0.0)
        slopes.append(((f(middle + step) - here) / eps + (here - f(middle - step)) / eps) / 2)
    return np.reshape(slopes, middle.shape)


def actual_step(f, x, eps=1e-6):
    """Divide by the distance of the two points after rounding to float64."""
    base = np.array(x, dtype=np.float64, order="C")
    flat, slopes = base.reshape(-1), []
    for k, at in enumerate(flat.copy()):
        values = []
        for moved in (at + eps, at - eps):
            flat[k] = moved
            values.append(f(base))
        flat[k] = at
        slopes.append((values[0] - values[1]) / ((at + eps) - (at - eps)))
    return np.array(slopes).reshape(base.shape)
