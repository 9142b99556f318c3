"""Right alternatives to positional_embedding: correct answers, written in other ways."""

import numpy as np


def broadcast(W_p, T, B):
    """Broadcast the rows over the batch; pad the summed gradient with zeros."""

    def backward(dP):
        return {"W_p": np.pad(np.einsum("btd->td", dP), ((0, len(W_p) - T), (0, 0)))}

    return np.broadcast_to(W_p[:T], (B, T, W_p.shape[1])), backward


def as_an_embedding(W_p, T, B):
    """An embedding of the ids 0 ... T - 1 for every sequence: gather, then scatter-add."""
    if len(W_p) < T:
        raise ValueError(f"{T} places, and W_p has {len(W_p)} rows")
    places = np.tile(np.arange(T), (B, 1))

    def backward(dP):
        dW_p = np.zeros_like(W_p)
        np.add.at(dW_p, places, dP)
        return {"W_p": dW_p}

    return W_p[places], backward


def one_hot_matmul(W_p, T, B):
    """Multiply by the first T rows of the identity."""
    if len(W_p) < T:
        raise ValueError(f"{T} places, and W_p has {len(W_p)} rows")
    select = np.eye(T, len(W_p))

    def backward(dP):
        return {"W_p": sum(select.T @ dP[b] for b in range(B))}

    return np.stack([select @ W_p for _ in range(B)]), backward
