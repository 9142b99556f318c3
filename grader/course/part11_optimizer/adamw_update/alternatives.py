"""Right alternatives to adamw_update: correct answers, written in other ways."""

import math

import numpy as np


def one_expression(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """Subtract the step and the decay in one expression."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - lr * (step + weight_decay * theta), m, v


def in_the_step_size(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """Both bias corrections as scalars, one in the step size and one beside eps, as in fast implementations."""
    first, second = 1 - beta1**t, math.sqrt(1 - beta2**t)
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad * grad - v)
    denominator = np.sqrt(v) / second + eps
    return theta * (1 - lr * weight_decay) - (lr / first) * m / denominator, m, v


def eps_rescaled(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """The Adam paper's rearranged form (section 2), with the eps that makes it equal."""
    root = math.sqrt(1 - beta2**t)
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * np.square(grad)
    step = lr * root / (1 - beta1**t) * m / (np.sqrt(v) + eps * root)
    return (1 - lr * weight_decay) * theta - step, m, v


def in_place_on_copies(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """Copy first, then do every operation in place with one scratch array."""
    theta, m, v = theta.copy(), m.copy(), v.copy()
    m *= beta1
    m += (1 - beta1) * grad
    scratch = grad.copy()  # grad * grad of no axis would be no array
    scratch *= (1 - beta2) * grad
    v *= beta2
    v += scratch
    np.divide(v, -math.expm1(t * math.log(beta2)), out=scratch)
    np.sqrt(scratch, out=scratch)
    scratch += eps
    np.divide(m, scratch, out=scratch)
    scratch *= lr / -math.expm1(t * math.log(beta1))
    theta *= 1 - lr * weight_decay
    theta -= scratch
    return theta, m, v


def entry_by_entry(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):
    """A loop over entries with Python floats."""
    new = np.zeros((3, theta.size))
    for i, (p, g, a, s) in enumerate(zip(theta.flat, grad.flat, m.flat, v.flat, strict=True)):
        first = beta1 * a + (1 - beta1) * g
        second = beta2 * s + (1 - beta2) * g * g
        ratio = first / (1 - beta1**t) / (math.sqrt(second / (1 - beta2**t)) + eps)
        new[:, i] = p - lr * weight_decay * p - lr * ratio, first, second
    return tuple(array.reshape(theta.shape) for array in new)
