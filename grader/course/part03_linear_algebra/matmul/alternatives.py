"""Right alternatives to matmul: correct answers, written in other ways."""

import numpy as np


def einsum(x, W):
    """The index notation of the derivation, as einsum."""

    def backward(dY):
        dW = np.einsum("ik,in->kn", x.reshape(-1, W.shape[0]), dY.reshape(-1, W.shape[1]))
        return {"x": np.einsum("...n,kn->...k", dY, W), "W": dW}

    return np.einsum("...k,kn->...n", x, W), backward


def tensordot(x, W):
    """np.tensordot over all leading axes."""
    leading = list(range(x.ndim - 1))

    def backward(dY):
        return {"x": np.tensordot(dY, W, axes=([-1], [1])), "W": np.tensordot(x, dY, axes=(leading, leading))}

    return np.tensordot(x, W, axes=1), backward


def explicit_jacobian(x, W):
    """Build dY[m,n]/dx[i,k] and dY[m,n]/dW[k,j] in full, then contract with the upstream gradient."""
    N, flat = W.shape[1], x.reshape(-1, W.shape[0])

    def backward(dY):
        d_flat, eye_rows, eye_columns = dY.reshape(-1, N), np.eye(len(flat)), np.eye(N)
        by_x = eye_rows[:, None, :, None] * W.T[None, :, None, :]  # (m, n, i, k)
        by_W = flat[:, None, :, None] * eye_columns[None, :, None, :]  # (m, n, k, j)
        return {
            "x": np.einsum("mn,mnik->ik", d_flat, by_x).reshape(x.shape),
            "W": np.einsum("mn,mnkj->kj", d_flat, by_W),
        }

    return (flat @ W).reshape(*x.shape[:-1], N), backward
