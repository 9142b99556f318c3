"""Right alternatives to gradient_check: correct answers, written in other ways."""

import numpy as np


def _as_float64(value):
    floats = isinstance(value, (np.ndarray, np.floating)) and value.dtype.kind == "f"
    return np.array(value, dtype=np.float64) if floats else value


def _require_floats(inputs, wrt):
    for name in wrt:
        if name not in inputs or not np.issubdtype(np.asarray(inputs[name]).dtype, np.floating):
            raise ValueError(f"{name} is not an input of floats")


def _compare(a, n, rtol, atol):
    if a is None or np.shape(a) != np.shape(n):
        return np.inf, np.inf, False
    worst_abs, worst_rel, passed = 0.0, 0.0, True
    for x, y in zip(np.ravel(a), np.ravel(n), strict=True):
        off, larger = abs(x - y), max(abs(x), abs(y))
        worst_abs = max(worst_abs, off)
        if off < atol:
            continue
        worst_rel = max(worst_rel, off / larger)
        if not off < rtol * larger:
            passed = False
    return worst_abs, worst_rel, passed


def whole_jacobian(op, inputs, wrt, eps=1e-6, rtol=1e-5, atol=1e-7, rng=None):
    """Build the whole Jacobian by central differences, and contract it with the upstream gradient."""
    _require_floats(inputs, wrt)
    copies = {name: _as_float64(value) for name, value in inputs.items()}
    output, backward = op(*copies.values())
    u = (rng or np.random.default_rng(1)).normal(size=np.shape(output))
    gradients, report = backward(u + 0.0), {}
    for name in wrt:
        x = copies[name]
        rows = []
        for unit in np.eye(x.size).reshape(x.size, *x.shape):
            above, below = (op(*{**copies, name: x + sign * eps * unit}.values())[0] for sign in (1, -1))
            rows.append(np.ravel(above - below) / (2 * eps))
        n = (np.array(rows).reshape(x.size, -1) @ u.ravel()).reshape(x.shape)
        report[name] = _compare(gradients.get(name), n, rtol, atol)
    return report


def in_place_and_put_back(op, inputs, wrt, eps=1e-6, rtol=1e-5, atol=1e-7, rng=None):
    """Change one entry of a copy in place, compute L = sum(u Y), and restore the entry."""
    _require_floats(inputs, wrt)
    copies = {name: _as_float64(value) for name, value in inputs.items()}
    output, backward = op(*copies.values())
    u = (rng or np.random.default_rng(2)).uniform(-1, 1, np.shape(output))
    gradients, report = backward(np.array(u)), {}
    for name in wrt:
        x, n = copies[name], np.empty(copies[name].shape)
        for index in np.ndindex(x.shape):
            at, values = x[index], []
            for step in (eps, -eps):
                x[index] = at + step
                values.append(np.sum(u * op(*copies.values())[0]))
            x[index] = at
            n[index] = (values[0] - values[1]) / (2 * eps)
        report[name] = _compare(gradients.get(name), n, rtol, atol)
    return report
