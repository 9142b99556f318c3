"""Right alternatives to gelu_tanh: correct answers, written in other ways."""

import numpy as np
from scipy.special import expit

_ROOT, _CUBIC = np.sqrt(2 / np.pi), 0.044715


def product_rule(x):
    """The product rule term by term, as on paper."""
    t = np.tanh(_ROOT * (x + _CUBIC * x**3))

    def backward(dY):
        du = _ROOT * (1 + 3 * _CUBIC * x**2)
        return {"x": dY * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * du)}

    return 0.5 * x * (1 + t), backward


def sigmoid(x):
    """(1 + tanh u)/2 is s, the sigmoid of 2u, whose derivative is 2 s (1 - s) du."""
    s = expit(2 * _ROOT * (x + _CUBIC * x * x * x))

    def backward(dY):
        return {"x": dY * s * (1 + x * (1 - s) * 2 * _ROOT * (1 + 3 * _CUBIC * x * x))}

    return x * s, backward


def hyperbolic_cosine(x):
    """tanh' = 1/cosh^2; where cosh overflows, its reciprocal is 0, which is right."""
    u = _ROOT * (x + _CUBIC * x * x * x)

    def backward(dY):
        du = _ROOT + 3 * _ROOT * _CUBIC * x * x
        return {"x": dY * (0.5 + 0.5 * np.tanh(u) + 0.5 * x * du / np.cosh(u) ** 2)}

    return 0.5 * x + 0.5 * x * np.tanh(u), backward


def step_by_step(x):
    """Name every intermediate value, and send the gradient back through each step."""
    cube = x * x * x
    u = _ROOT * (x + _CUBIC * cube)
    t = np.tanh(u)
    half = 0.5 * x

    def backward(dY):
        d_half, d_t = dY * (1 + t), dY * half
        d_u = d_t * (1 - t * t)
        d_cube = d_u * _ROOT * _CUBIC
        return {"x": 0.5 * d_half + _ROOT * d_u + d_cube * 3 * x * x}

    return half * (1 + t), backward
