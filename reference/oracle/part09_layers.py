"""PyTorch's own layers, for part 09."""

from __future__ import annotations

from ast import literal_eval

import torch


def Module(model, x):
    """Build the model described out of torch.nn and ask it for its parameters."""
    whole = torch.nn.Module()

    def make(thing):
        kind, *rest = thing
        if kind == "module":
            return fill(torch.nn.Module(), rest)
        if kind in ("list", "tuple"):
            return torch.nn.ModuleList(make(item) for item in rest)
        if kind == "tensor":  # in a list of its own: torch names a module's own parameters before its modules'
            return torch.nn.ParameterList([torch.nn.Parameter(torch.zeros(*rest))])
        return at(rest[0]) if kind == "same" else rest[0]

    def at(path):
        module = whole
        for step in path.split("."):
            module = module[int(step)] if step.isdigit() else getattr(module, step)
        return module

    def fill(module, attributes):
        for name, thing in attributes:
            setattr(module, name, make(thing))
        return module

    fill(whole, literal_eval(model)[1:])
    parameters = list(whole.parameters())
    for parameter in parameters:
        parameter.grad = torch.ones_like(parameter)
    whole.zero_grad()
    left = sum(parameter.grad is not None for parameter in parameters)
    sizes = [parameter.numel() for parameter in parameters]
    padded = torch.tensor(sizes + [0] * (128 - len(sizes)), dtype=torch.float64)
    names = len(dict(whole.named_parameters()))
    return (
        *(torch.tensor(float(n)) for n in (len(sizes), sum(sizes))),
        padded,
        *map(torch.tensor, (names, left)),
        3 * x,
    )


def Linear(x, W, b, dY, bias):
    """Ask torch.nn.Linear."""
    layer = _linear(W, b if bias else None)
    dx, Y = _back(layer, x, dY)
    return Y, dx, layer.weight.grad.T, _gradient(layer.bias), _number(2 if bias else 1), *_start(1), _bits(Y)


def LayerNorm(x, gamma, beta, dY, bias, eps):
    """Ask torch.nn.LayerNorm."""
    layer = _norm(gamma, beta if bias else None, eps)
    starts = _number(0), torch.ones(2)
    dx, Y = _back(layer, x, dY)
    return Y, dx, layer.weight.grad, _gradient(layer.bias), _number(2 if bias else 1), *starts, _bits(Y)


def Embedding(W, ids, dY):
    """Ask torch.nn.Embedding."""
    layer = torch.nn.Embedding.from_pretrained(W, freeze=False)
    Y = layer(ids)
    Y.backward(dY)
    return Y, layer.weight.grad, _number(1), *_start(1)[:3], _bits(Y)


def MLP(x, fc_W, fc_b, proj_W, proj_b, dY, hidden, bias, gelu):
    """Ask two torch.nn.Linear with a torch.nn.GELU between them."""
    layer = _mlp(fc_W, fc_b if bias else None, proj_W, proj_b if bias else None, gelu)
    dx, Y = _back(layer, x, dY)
    return Y, dx, *_mlp_gradients(layer), _number(4 if bias else 2), *_start(2), _number(1), _bits(Y)


def MultiHeadAttention(x, qkv_W, qkv_b, proj_W, proj_b, dY, n_head, bias):
    """Ask torch.nn.MultiheadAttention with a causal mask."""
    layer = _Attention(qkv_W, qkv_b if bias else None, proj_W, proj_b if bias else None, n_head)
    dx, Y = _back(layer, x, dY)
    return Y, dx, *layer.gradients(), _number(4 if bias else 2), *_start(2), _number(1), _bits(Y)


def TransformerBlock(x, weights, dY, n_head, bias, gelu, eps):
    """Ask torch.nn's layers, put together as GPT-2's block."""
    ln1_g, ln1_b, W_attn, b_attn, W_proj, b_proj, ln2_g, ln2_b, W1, b1, W2, b2 = (
        tensor if bias or tensor.ndim > 1 or name.endswith("_g") else None for name, tensor in weights.items()
    )
    ln1, ln2 = _norm(ln1_g, ln1_b, eps), _norm(ln2_g, ln2_b, eps)
    attention, mlp = _Attention(W_attn, b_attn, W_proj, b_proj, n_head), _mlp(W1, b1, W2, b2, gelu)

    def block(x):
        r = x + attention(ln1(x))
        return r + mlp(ln2(r))

    dx, Y = _back(block, x, dY)
    first = ln1.weight.grad, _gradient(ln1.bias), *attention.gradients()
    second = ln2.weight.grad, _gradient(ln2.bias), *_mlp_gradients(mlp)
    return Y, dx, *first, *second, _number(12 if bias else 6), *_start(4), torch.ones(2), _bits(Y)


def _back(layer, x, dY):
    x = x.clone().requires_grad_()
    Y = layer(x)
    Y.backward(dY)
    return x.grad, Y


def _gradient(parameter):
    return _number(0) if parameter is None else parameter.grad


def _number(value):
    return torch.tensor(float(value), dtype=torch.float64)


def _bits(tensor):
    return _number(torch.finfo(tensor.dtype).bits)


def _start(weights):
    """The course's own start: weights of spread 0.02, runs that repeat, no weights alike, biases at 0."""
    return torch.full((weights,), 0.02, dtype=torch.float64), _number(1), _number(0), _number(0)


def _linear(W, b):
    """Make a torch.nn.Linear, whose weight is (out, in), of our W (in, out)."""
    layer = torch.nn.Linear(*W.shape, bias=b is not None, dtype=W.dtype)
    layer.weight.data = W.T.clone()
    if b is not None:
        layer.bias.data = b.clone()
    return layer


def _norm(gamma, beta, eps):
    options = {} if eps is None else {"eps": eps}
    layer = torch.nn.LayerNorm(len(gamma), bias=beta is not None, dtype=gamma.dtype, **options)
    layer.weight.data = gamma.clone()
    if beta is not None:
        layer.bias.data = beta.clone()
    return layer


def _mlp(fc_W, fc_b, proj_W, proj_b, gelu):
    between = torch.nn.GELU(approximate="none" if gelu == "erf" else "tanh")
    return torch.nn.Sequential(_linear(fc_W, fc_b), between, _linear(proj_W, proj_b))


def _mlp_gradients(layer):
    return [g for part in (layer[0], layer[2]) for g in (part.weight.grad.T, _gradient(part.bias))]


class _Attention(torch.nn.Module):
    """torch.nn.MultiheadAttention, causal, of our weights."""

    def __init__(self, qkv_W, qkv_b, proj_W, proj_b, n_head):
        super().__init__()
        bias = qkv_b is not None
        self.inner = torch.nn.MultiheadAttention(len(qkv_W), n_head, bias=bias, batch_first=True, dtype=qkv_W.dtype)
        self.inner.in_proj_weight.data, self.inner.out_proj.weight.data = qkv_W.T.clone(), proj_W.T.clone()
        if bias:
            self.inner.in_proj_bias.data, self.inner.out_proj.bias.data = qkv_b.clone(), proj_b.clone()

    def forward(self, x):
        mask = torch.nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=x.dtype)
        return self.inner(x, x, x, attn_mask=mask, need_weights=False)[0]

    def gradients(self):
        out = self.inner.out_proj
        by_qkv = self.inner.in_proj_weight.grad.T, _gradient(self.inner.in_proj_bias)
        return *by_qkv, out.weight.grad.T, _gradient(out.bias)
