"""Right alternatives to rms_norm: correct answers, written in other ways."""

import numpy as np


def without_x_hat(x, gamma, eps=1e-5):
    """dx = (m g - x mean(g x)) / m^(3/2), with m = mean(x^2) + eps: nothing is normalized on the way back."""
    m = np.mean(x * x, axis=-1, keepdims=True) + eps
    kept = np.array(x)

    def backward(dY):
        g = dY * gamma
        dx = (m * g - kept * np.mean(g * kept, axis=-1, keepdims=True)) / m**1.5
        return {"x": dx, "gamma": np.sum(dY * kept / np.sqrt(m), axis=tuple(range(x.ndim - 1)))}

    return x / np.sqrt(m) * gamma, backward


def epsilon_as_one_more_entry(x, gamma, eps=1e-5):
    """Give each row an entry sqrt(D eps) that never moves, and send gradients back through x / |x|, a projection."""
    D = x.shape[-1]
    rows = x.reshape(-1, D)
    longer = np.concatenate([rows, np.full((len(rows), 1), np.sqrt(D * eps))], axis=1)  # (N, D + 1)
    length = np.linalg.norm(longer, axis=1)
    direction = longer / length[:, None]

    def backward(dY):
        up = np.sqrt(D) * np.concatenate([dY.reshape(-1, D) * gamma, np.zeros((len(rows), 1))], axis=1)
        tangent = up - np.sum(up * direction, axis=1, keepdims=True) * direction
        dx = (tangent / length[:, None])[:, :D].reshape(x.shape)
        return {"x": dx, "gamma": np.sqrt(D) * np.sum(dY.reshape(-1, D) * direction[:, :D], axis=0)}

    return (np.sqrt(D) * direction[:, :D]).reshape(x.shape) * gamma, backward


def explicit_jacobian(x, gamma, eps=1e-5):
    """Build dY[d]/dx[i] for each row by the quotient rule, and contract it."""
    D = x.shape[-1]
    flat = x.reshape(-1, D).copy()
    rms = np.sqrt(np.square(flat).sum(axis=1) / D + eps)

    def backward(dY):
        rows, dx = dY.reshape(-1, D), np.empty(flat.shape)
        for n, (row, r) in enumerate(zip(flat, rms, strict=True)):
            by_x = np.diag(gamma) @ (np.eye(D) * r - np.outer(row, row) / (D * r)) / r**2  # (d, i)
            dx[n] = rows[n] @ by_x
        return {"x": dx.reshape(x.shape), "gamma": np.sum(rows * flat / rms[:, None], axis=0)}

    return (flat / rms[:, None] * gamma).reshape(x.shape), backward


def small_steps(x, gamma, eps=1e-5):
    """Go back through every step: square, mean, root, reciprocal, two products."""
    D = x.shape[-1]
    entries = x.copy()
    root = np.sqrt((entries**2).sum(axis=-1, keepdims=True) / D + eps)
    inverse = 1 / root
    normal = entries * inverse

    def backward(dY):
        d_normal = dY * gamma
        d_inverse = (d_normal * entries).sum(axis=-1, keepdims=True)
        d_root = -d_inverse * inverse**2
        d_mean = d_root * 0.5 / root
        d_square = np.broadcast_to(d_mean / D, entries.shape)
        dx = d_normal * inverse + d_square * 2 * entries
        return {"x": dx, "gamma": (dY * normal).reshape(-1, D).sum(axis=0)}

    return normal * gamma, backward


def one_row_at_a_time(x, gamma, eps=1e-5):
    """Loops over rows and entries, each entry of dx as a sum over the outputs that it reaches."""
    D = x.shape[-1]
    flat = np.array(x, dtype=float).reshape(-1, D)
    scales = [(sum(v * v for v in row) / D + eps) ** -0.5 for row in flat]
    Y = np.array([[gamma[d] * row[d] * s for d in range(D)] for row, s in zip(flat, scales, strict=True)])

    def backward(dY):
        dx, dgamma = np.zeros(flat.shape), np.zeros(D)
        for n, (row, s) in enumerate(zip(flat, scales, strict=True)):
            up = dY.reshape(-1, D)[n]
            for d in range(D):
                dgamma[d] += up[d] * row[d] * s
                for i in range(D):
                    own = s if i == d else 0.0
                    dx[n, i] += up[d] * gamma[d] * (own - row[d] * row[i] * s**3 / D)
        return {"x": dx.reshape(x.shape), "gamma": dgamma}

    return Y.reshape(x.shape), backward
