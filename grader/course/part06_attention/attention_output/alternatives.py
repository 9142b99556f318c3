"""Right alternatives to attention_output: correct answers, written in other ways."""

import numpy as np


def einsum(P, V):
    """The index notation of the derivation, as einsum."""

    def backward(doutput):
        return {
            "P": np.einsum("...ic,...jc->...ij", doutput, V),
            "V": np.einsum("...ij,...ic->...jc", P, doutput),
        }

    return np.einsum("...ij,...jc->...ic", P, V), backward


def outer_products(P, V):
    """A sum over j of outer products: column j of P times row j of V."""
    S = V.shape[-2]

    def backward(doutput):
        dP = np.stack([np.sum(doutput * V[..., j, None, :], axis=-1) for j in range(S)], axis=-1)
        dV = np.stack([np.sum(P[..., :, j, None] * doutput, axis=-2) for j in range(S)], axis=-2)
        return {"P": dP, "V": dV}

    return sum(P[..., :, j, None] * V[..., None, j, :] for j in range(S)), backward


def transposed_products(P, V):
    """Each product as the transpose of the product of transposes."""

    def backward(doutput):
        dP = np.swapaxes(np.matmul(V, np.swapaxes(doutput, -1, -2)), -1, -2)
        dV = np.swapaxes(np.matmul(np.swapaxes(doutput, -1, -2), P), -1, -2)
        return {"P": dP, "V": dV}

    return np.swapaxes(np.swapaxes(V, -1, -2) @ np.swapaxes(P, -1, -2), -1, -2), backward
