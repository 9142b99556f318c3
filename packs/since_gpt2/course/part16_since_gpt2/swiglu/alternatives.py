"""Right alternatives to swiglu: correct answers, written in other ways."""

import numpy as np
from scipy.special import expit


def both_projections_in_one(x, W_gate, W_up, W_down):
    """One product with W_gate and W_up side by side, as most programs have it; the gradient is cut in two again."""
    F, D = W_down.shape
    W = np.concatenate([W_gate, W_up], axis=1)  # (D, 2F)
    rows = x.reshape(-1, D)
    both = rows @ W
    gate, up = both[:, :F], both[:, F:]
    s = expit(gate)
    hidden = gate * s * up

    def backward(dY):
        out = dY.reshape(-1, D)
        d_hidden = out @ W_down.T
        d_both = np.concatenate([d_hidden * up * s * (1 + gate * (1 - s)), d_hidden * gate * s], axis=1)
        dW = rows.T @ d_both
        return {
            "x": (d_both @ W.T).reshape(x.shape),
            "W_gate": dW[:, :F].copy(),
            "W_up": dW[:, F:].copy(),
            "W_down": hidden.T @ out,
        }

    return (hidden @ W_down).reshape(x.shape), backward


def unit_by_unit(x, W_gate, W_up, W_down):
    """A loop over hidden units: each is silu of one number times another, written as a vector."""
    F, D = W_down.shape
    rows = x.reshape(-1, D).copy()
    units = [(rows @ W_gate[:, f], rows @ W_up[:, f]) for f in range(F)]
    silus = [a / (1 + np.exp(-np.clip(a, -700, None))) for a, _ in units]
    Y = sum(np.outer(silu * b, W_down[f]) for f, (silu, (_, b)) in enumerate(zip(silus, units, strict=True)))

    def backward(dY):
        out = dY.reshape(-1, D)
        dx = np.zeros(rows.shape)
        grads = {"W_gate": np.empty(W_gate.shape), "W_up": np.empty(W_up.shape), "W_down": np.empty(W_down.shape)}
        for f, (a, b) in enumerate(units):
            owed = out @ W_down[f]
            s = expit(a)
            by_a, by_b = owed * b * (silus[f] + s * (1 - silus[f])), owed * silus[f]
            dx += np.outer(by_a, W_gate[:, f]) + np.outer(by_b, W_up[:, f])
            grads["W_gate"][:, f], grads["W_up"][:, f] = by_a @ rows, by_b @ rows
            grads["W_down"][f] = (silus[f] * b) @ out
        return {"x": dx.reshape(x.shape), **grads}

    return Y.reshape(x.shape), backward


def einsum_and_cosh(x, W_gate, W_up, W_down):
    """silu'(a) = 1/2 + (a + sinh a) / (2 (1 + cosh a)), kept from overflow by e^-|a|; all sums by einsum."""
    a, b = np.einsum("...d,df->...f", x, W_gate), np.einsum("...d,df->...f", x, W_up)
    e = np.exp(-np.abs(a))
    silu = np.maximum(a, 0) - np.abs(a) * e / (1 + e)

    def backward(dY):
        owed = np.einsum("...o,fo->...f", dY, W_down)
        # sinh a = sign(a) (1 - e^2) / (2 e) and cosh a = (1 + e^2) / (2 e); the common factor 2 e is taken out.
        slope = 0.5 + (2 * a * e + np.sign(a) * (1 - e * e)) / (2 * (1 + e) ** 2)
        by_a, by_b = np.einsum("...f,...f,...f->...f", owed, b, slope), np.einsum("...f,...f->...f", owed, silu)
        flat = [array.reshape(-1, array.shape[-1]) for array in (x, by_a, by_b, silu * b, dY)]
        return {
            "x": np.einsum("...f,df->...d", by_a, W_gate) + np.einsum("...f,df->...d", by_b, W_up),
            "W_gate": np.einsum("nd,nf->df", flat[0], flat[1]),
            "W_up": np.einsum("nd,nf->df", flat[0], flat[2]),
            "W_down": np.einsum("nf,no->fo", flat[3], flat[4]),
        }

    return np.einsum("...f,fo->...o", silu * b, W_down), backward


def small_steps(x, W_gate, W_up, W_down):
    """Name every step and go back through each: half, tanh, shift, two products, three matrix products."""
    D = len(W_gate)
    rows = np.ascontiguousarray(x).reshape(-1, D)
    a, b = rows @ W_gate, rows @ W_up
    t = np.tanh(a / 2)
    doubled = a * (1 + t)
    product = doubled * b
    Y = product @ (W_down / 2)

    def backward(dY):
        d_Y = dY.reshape(-1, D)
        d_product = d_Y @ (W_down / 2).T
        d_doubled, d_b = d_product * b, d_product * doubled
        d_t = d_doubled * a
        d_a = d_doubled * (1 + t) + d_t * (1 - t * t) / 2
        d_rows = d_a @ W_gate.T
        d_rows = d_rows + d_b @ W_up.T
        return {
            "x": d_rows.reshape(x.shape),
            "W_gate": rows.T @ d_a,
            "W_up": rows.T @ d_b,
            "W_down": product.T @ d_Y / 2,
        }

    return Y.reshape(x.shape), backward


def nothing_kept(x, W_gate, W_up, W_down):
    """Keep only the inputs, and compute the hidden units again on the way back, where memory is short."""

    def units():
        a, b = x @ W_gate, x @ W_up
        return a, b, expit(a)

    a, b, s = units()

    def backward(dY):
        a, b, s = units()
        leading = tuple(range(x.ndim - 1))
        owed = dY @ W_down.T
        d_a, d_b = owed * b * s + owed * b * a * s * expit(-a), owed * a * s
        return {
            "x": np.matmul(d_a, W_gate.T) + np.matmul(d_b, W_up.T),
            "W_gate": np.tensordot(x, d_a, (leading, leading)),
            "W_up": np.tensordot(x, d_b, (leading, leading)),
            "W_down": np.tensordot(a * s * b, dY, (leading, leading)),
        }

    return (a * s * b) @ W_down, backward
