"""A right alternative to MLP: a correct answer, written in another way."""

import numpy as np

from ..part03_linear_algebra.gelu import gelu as _gelu
from ..part03_linear_algebra.gelu_tanh import gelu_tanh as _gelu_tanh
from ..part08_autograd.Tensor import apply
from .Linear import Linear
from .Module import Module


class one_op(Module):
    """One op for linear, GELU, linear and its backward; the Linear layers only hold the weights."""

    def __init__(self, D, hidden=None, bias=True, gelu="tanh", *, rng=None, dtype=np.float64):
        if gelu not in {"tanh", "erf"}:
            raise ValueError("gelu is tanh or erf")
        rng = np.random.default_rng(0) if rng is None else rng
        self.fc = Linear(D, hidden or D * 4, bias, rng=rng, dtype=dtype)
        self.proj = Linear(hidden or D * 4, D, bias, rng=rng, dtype=dtype)
        self.gelu_op = _gelu if gelu == "erf" else _gelu_tanh

    def forward(self, x):
        """Apply the op, with the biases if the layer has them."""
        biases = [] if self.fc.b is None else [self.fc.b, self.proj.b]
        gelu_op = self.gelu_op

        def mlp(x, W1, W2, b1=0, b2=0):
            g, gelu_back = gelu_op(x @ W1 + b1)

            def backward(dY):
                du = gelu_back(dY @ W2.T)["x"]
                sums = {"b1": du.reshape(-1, W1.shape[1]).sum(0), "b2": dY.reshape(-1, W2.shape[1]).sum(0)}
                dW1 = np.einsum("nk,nm->km", x.reshape(-1, len(W1)), du.reshape(-1, len(W2)))
                dW2 = np.einsum("nk,nm->km", g.reshape(-1, len(W2)), dY.reshape(-1, len(W1)))
                return {"x": du @ W1.T, "W1": dW1, "W2": dW2, **sums}

            return g @ W2 + b2, backward

        return apply(mlp, x, self.fc.W, self.proj.W, *biases)
