"""Right alternatives to squared_error: correct answers, written in other ways."""

import numpy as np


def link_by_link(x, w, b, y):
    """Name every step of the forward, and go back through the steps one at a time."""
    u = x * w
    v = u + b
    e = v - y

    def backward(dL):
        de = dL * 2 * e
        dv, dy = de, de * -1
        du, db = dv, dv
        dx, dw = du * w, du * x
        return {"y": dy, "b": db, "w": dw, "x": dx}

    return e**2, backward


def signed_root(x, w, b, y):
    """Use 2 e = 2 sign(e) sqrt(L): backward needs only the output L and the sign of the error."""
    L = np.square(x * w + b - y)

    def backward(dL):
        d_error = 2 * dL * np.sqrt(L) * np.where(x * w + b > y, 1, -1)
        return {"x": w * d_error, "w": x * d_error, "b": +d_error, "y": -d_error}

    return L, backward


def stacked_slopes(x, w, b, y):
    """Stack the four derivatives of the error, and multiply them by the common factor."""
    e = x * w + b - y
    slopes = np.stack([w, x, np.ones_like(b), -np.ones_like(y)])  # (4, ...)

    def backward(dL):
        return dict(zip("xwby", 2 * e * dL * slopes, strict=True))

    return e * e, backward
