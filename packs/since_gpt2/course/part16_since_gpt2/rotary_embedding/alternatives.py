"""Right alternatives to rotary_embedding: correct answers, written in other ways."""

import math

import numpy as np


def matrices_of_two(x, positions, base=10000.0):
    """A 2 by 2 matrix for each place and pair, made with the angles' negatives for the way back."""
    half = x.shape[-1] // 2
    angles = np.outer(positions, np.exp(-np.log(base) * np.arange(half) / half))  # (T, d/2)

    def turn(rows, angles):
        R = np.array([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]]).astype(rows.dtype)
        pairs = rows.reshape(*rows.shape[:-1], 2, half)
        return np.einsum("jkti,bhtki->bhtji", R, pairs).reshape(rows.shape)

    return turn(x, angles), lambda dY: {"x": turn(dY, -angles)}


def rotate_half(x, positions, base=10000.0):
    """x cos + rotate_half(x) sin, both tables d wide, as Hugging Face's Llama has it."""
    d = x.shape[-1]
    angles = np.asarray(positions)[:, None] / base ** (np.arange(0, d, 2) / d)
    angles = np.concatenate([angles, angles], axis=-1)  # (T, d)
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)

    def rotated(z):
        return np.concatenate([-z[..., d // 2 :], z[..., : d // 2]], axis=-1)

    def backward(dY):
        return {"x": dY * cos - rotated(dY * sin)}  # rotated is skew: its transpose is its negative

    return x * cos + rotated(x) * sin, backward


def whole_matrix(x, positions, base=10000.0):
    """A d by d matrix for each place, and its transpose on the way back."""
    d = x.shape[-1]
    m = d // 2
    R = np.zeros((len(positions), d, d), dtype=x.dtype)  # (t, to, from)
    for t, position in enumerate(positions):
        for i in range(m):
            angle = float(position) * base ** (-2 * i / d)
            R[t, i, i] = R[t, i + m, i + m] = math.cos(angle)
            R[t, i + m, i] = math.sin(angle)
            R[t, i, i + m] = -math.sin(angle)
    return np.einsum("tki,bhti->bhtk", R, x), lambda dY: {"x": np.einsum("tki,bhtk->bhti", R, dY)}


def through_neighbours(x, positions, base=10000.0):
    """Permute the channels to the paper's order, turn the pairs (2i, 2i + 1), and permute back."""
    d = x.shape[-1]
    to_neighbours = np.arange(d).reshape(2, d // 2).T.ravel()  # 0, m, 1, m + 1, ...
    to_halves = np.argsort(to_neighbours)
    angles = np.einsum("t,i->ti", np.asarray(positions, dtype=np.float64), base ** (-np.arange(0, d, 2) / d))

    def turned(z, angles):
        cos, sin = np.cos(angles).astype(z.dtype), np.sin(angles).astype(z.dtype)
        z, out = z[..., to_neighbours], np.empty(z.shape, dtype=z.dtype)
        out[..., 0::2] = z[..., 0::2] * cos - z[..., 1::2] * sin
        out[..., 1::2] = z[..., 0::2] * sin + z[..., 1::2] * cos
        return out[..., to_halves]

    return turned(x, angles), lambda dY: {"x": turned(dY, -angles)}


def one_pair_at_a_time(x, positions, base=10000.0):
    """A loop over pairs; the speed of each is made from that of the one before it."""
    half = x.shape[-1] // 2
    slower = base ** (-1 / half)
    Y, turns, speed = np.empty_like(x), [], 1.0
    for i in range(half):
        angle = speed * np.asarray(positions, dtype=float)  # (T,)
        c, s = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
        Y[..., i] = c * x[..., i] - s * x[..., i + half]
        Y[..., i + half] = c * x[..., i + half] + s * x[..., i]
        turns.append((c, s))
        speed *= slower

    def backward(dY):
        dx = np.zeros_like(dY)
        for i, (c, s) in enumerate(turns):
            for out, by_first, by_second in ((i, c, -s), (i + half, s, c)):  # the forward's two rows, read by column
                dx[..., i] += by_first * dY[..., out]
                dx[..., i + half] += by_second * dY[..., out]
        return {"x": dx}

    return Y, backward


def product_of_complex_numbers(x, positions, base=10000.0):
    """Each pair is a complex number, and a turn is a product with one of length 1; backwards, with its conjugate."""
    d = x.shape[-1]
    half = d // 2
    turn = np.exp(1j * positions[:, np.newaxis] * base ** (-2.0 * np.arange(half) / d))  # (T, d/2), of length 1

    def turned(pairs, by):
        z = (pairs[..., :half] + 1j * pairs[..., half:]) * by  # (B, H, T, d/2)
        return np.concatenate([z.real, z.imag], axis=-1).astype(pairs.dtype)  # (B, H, T, d)

    return turned(x, turn), lambda dY: {"x": turned(dY, turn.conj())}
