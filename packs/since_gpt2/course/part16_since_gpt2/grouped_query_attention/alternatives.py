"""Right alternatives to grouped_query_attention: correct answers, written in other ways."""

import numpy as np


def _causal_softmax(scores):
    """Return each row's softmax over the places up to its own, for scores (..., T, T)."""
    seen = np.tri(scores.shape[-1], dtype=bool)
    e = np.exp(np.where(seen, scores, -np.inf) - np.max(np.where(seen, scores, -np.inf), axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def heads_as_two_indices(Q, K, V):
    """Head h = g R + r as the pair (g, r): K and V have no r, so einsum sums over it on the way back."""
    B, G, T, d = K.shape
    q = Q.reshape(B, G, -1, T, d)  # (B, G, R, T, d)
    P = _causal_softmax(np.einsum("bgrik,bgjk->bgrij", q, K) / d**0.5)
    output = np.einsum("bgrij,bgjk->bgrik", P, V)

    def backward(doutput):
        up = doutput.reshape(q.shape)
        dP = np.einsum("bgrik,bgjk->bgrij", up, V)
        dz = P * (dP - np.sum(up * output, axis=-1, keepdims=True)) / d**0.5
        return {
            "Q": np.einsum("bgrij,bgjk->bgrik", dz, K).reshape(Q.shape),
            "K": np.einsum("bgrij,bgrik->bgjk", dz, q),
            "V": np.einsum("bgrij,bgrik->bgjk", P, up),
        }

    return output.reshape(Q.shape), backward


def queries_of_a_group_as_rows(Q, K, V):
    """Lay the heads of a group under one another, R T queries on T keys: the matrix product sums over heads."""
    B, H, T, d = Q.shape
    G = K.shape[1]
    R = H // G
    rows = Q.reshape(B, G, R * T, d)

    def heads(array):
        return array.reshape(B, H, T, -1)

    P = _causal_softmax(heads(rows @ K.swapaxes(2, 3)) / d**0.5).reshape(B, G, R * T, T)

    def backward(doutput):
        up = doutput.reshape(B, G, R * T, d)
        dP = up @ V.swapaxes(2, 3)
        dz = P * (dP - np.sum(P * dP, axis=-1, keepdims=True)) / d**0.5
        return {"Q": heads(dz @ K), "K": dz.swapaxes(2, 3) @ rows, "V": P.swapaxes(2, 3) @ up}

    return heads(P @ V), backward


def one_head_at_a_time(Q, K, V):
    """A loop over heads, each of which adds its part to its group's gradients."""
    H, d = Q.shape[1], Q.shape[3]
    R = H // K.shape[1]
    weights = [_causal_softmax(Q[:, h] @ K[:, h // R].swapaxes(1, 2) / np.sqrt(d).astype(Q.dtype)) for h in range(H)]
    output = np.stack([P @ V[:, h // R] for h, P in enumerate(weights)], axis=1)

    def backward(doutput):
        dQ, dK, dV = np.empty_like(Q), np.zeros_like(K), np.zeros_like(V)
        for h, P in enumerate(weights):
            g, up = h // R, doutput[:, h]
            dP = up @ V[:, g].swapaxes(1, 2)
            dz = P * (dP - (P * dP).sum(axis=2, keepdims=True)) / np.sqrt(d).astype(Q.dtype)
            dQ[:, h] = dz @ K[:, g]
            dK[:, g] += dz.swapaxes(1, 2) @ Q[:, h]
            dV[:, g] += P.swapaxes(1, 2) @ up
        return {"Q": dQ, "K": dK, "V": dV}

    return output, backward


def copies_by_a_matrix(Q, K, V):
    """Copy by a matrix of ones and zeros (H, G), and go back by its transpose; softmax by its explicit Jacobian."""
    H, T, d = Q.shape[1:]
    G = K.shape[1]
    reads = np.kron(np.eye(G), np.ones((H // G, 1))).astype(Q.dtype)  # (H, G)
    keys, values = (np.tensordot(reads, shared, axes=(1, 1)).swapaxes(0, 1) for shared in (K, V))  # (B, H, T, d)
    P = _causal_softmax(np.matmul(Q, keys.swapaxes(-1, -2)) / float(d) ** 0.5)

    def backward(doutput):
        slopes = P[..., :, None] * (np.eye(T, dtype=P.dtype) - P[..., None, :])  # (B, H, i, j, l)
        dz = np.einsum("bhijl,bhic,bhjc->bhil", slopes, doutput, values) / float(d) ** 0.5
        dkeys, dvalues = np.einsum("bhij,bhic->bhjc", dz, Q), np.einsum("bhij,bhic->bhjc", P, doutput)
        dK, dV = (np.einsum("hg,bhjc->bgjc", reads, by_head) for by_head in (dkeys, dvalues))
        return {"Q": dz @ keys, "K": dK, "V": dV}

    return P @ values, backward
