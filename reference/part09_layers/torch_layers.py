"""The layers of part 09 out of torch.nn, with the course's weights, matrices (in, out)."""

from __future__ import annotations

import torch


def run_backward(layer, x, dY):
    """Call the layer and send dY back -> (dx, Y)."""
    x = x.clone().requires_grad_()
    Y = layer(x)
    Y.backward(dY)
    return x.grad, Y


def gradient(parameter):
    """Return a parameter's gradient, 0 where there is no parameter."""
    return number(0) if parameter is None else parameter.grad


def number(value):
    """Return a float64 scalar."""
    return torch.tensor(float(value), dtype=torch.float64)


def bits(tensor):
    """Return the bits of one entry."""
    return number(torch.finfo(tensor.dtype).bits)


def initial_state(weights):
    """Return the standard deviation and the kurtosis of each weight, 1 where a seed repeats them, how many are alike.

    Where there are several, 1 follows: they are drawn in order.
    """
    spread, tails = (torch.full((weights,), value, dtype=torch.float64) for value in (0.02, 3.0))
    return spread, tails, number(1), number(0), *([number(1)] if weights > 1 else [])


def linear(W, b):
    """Make a torch.nn.Linear, whose weight is (out, in), from W (in, out)."""
    layer = torch.nn.Linear(*W.shape, bias=b is not None, dtype=W.dtype)
    layer.weight.data = W.T.clone()
    if b is not None:
        layer.bias.data = b.clone()
    return layer


def layer_norm(gamma, beta, eps):
    """Make a torch.nn.LayerNorm; beta may be None, and eps None for PyTorch's own."""
    options = {} if eps is None else {"eps": eps}
    layer = torch.nn.LayerNorm(len(gamma), bias=beta is not None, dtype=gamma.dtype, **options)
    layer.weight.data = gamma.clone()
    if beta is not None:
        layer.bias.data = beta.clone()
    return layer


def mlp(fc_W, fc_b, proj_W, proj_b, gelu):
    """Make two torch.nn.Linear with a torch.nn.GELU between them."""
    between = torch.nn.GELU(approximate="none" if gelu == "erf" else "tanh")
    return torch.nn.Sequential(linear(fc_W, fc_b), between, linear(proj_W, proj_b))


def mlp_gradients(layer):
    """Return the gradients of fc_W, fc_b, proj_W and proj_b."""
    return [g for part in (layer[0], layer[2]) for g in (part.weight.grad.T, gradient(part.bias))]


class Attention(torch.nn.Module):
    """A causal torch.nn.MultiheadAttention with the course's weights."""

    def __init__(self, qkv_W, qkv_b, proj_W, proj_b, n_head):
        super().__init__()
        bias = qkv_b is not None
        self.inner = torch.nn.MultiheadAttention(len(qkv_W), n_head, bias=bias, batch_first=True, dtype=qkv_W.dtype)
        self.inner.in_proj_weight.data, self.inner.out_proj.weight.data = qkv_W.T.clone(), proj_W.T.clone()
        if bias:
            self.inner.in_proj_bias.data, self.inner.out_proj.bias.data = qkv_b.clone(), proj_b.clone()

    def forward(self, x):
        """x (B, T, D) -> (B, T, D)."""
        mask = torch.nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=x.dtype)
        return self.inner(x, x, x, attn_mask=mask, need_weights=False)[0]

    def gradients(self):
        """Return the gradients of qkv_W, qkv_b, proj_W and proj_b."""
        out = self.inner.out_proj
        by_qkv = self.inner.in_proj_weight.grad.T, gradient(self.inner.in_proj_bias)
        return *by_qkv, out.weight.grad.T, gradient(out.bias)
