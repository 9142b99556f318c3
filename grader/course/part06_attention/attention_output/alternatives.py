"""attention_output, written other ways."""

import numpy as np


def einsum(P, V):
    """Index notation, as it stands on paper."""

    def backward(doutput):
        return {
            "P": np.einsum("...ic,...jc->...ij", doutput, V),
            "V": np.einsum("...ij,...ic->...jc", P, doutput),
        }

    return np.einsum("...ij,...jc->...ic", P, V), backward


def outer_products(P, V):
    """The output is a sum over j of outer products, column j of P by row j of V."""
    S = V.shape[-2]

    def backward(doutput):
        dP = np.stack([np.sum(doutput * V[..., j, None, :], axis=-1) for j in range(S)], axis=-1)
        dV = np.stack([np.sum(P[..., :, j, None] * doutput, axis=-2) for j in range(S)], axis=-2)
        return {"P": dP, "V": dV}

    return sum(P[..., :, j, None] * V[..., None, j, :] for j in range(S)), backward


def transposed_products(P, V):
    """The same products, each as the transpose of the transposes' product."""

    def backward(doutput):
        dP = np.swapaxes(np.matmul(V, np.swapaxes(doutput, -1, -2)), -1, -2)
        dV = np.swapaxes(np.matmul(np.swapaxes(doutput, -1, -2), P), -1, -2)
        return {"P": dP, "V": dV}

    return np.swapaxes(np.swapaxes(V, -1, -2) @ np.swapaxes(P, -1, -2), -1, -2), backward
