"""Right alternatives to GPT: correct answers, written in other ways."""

import math

import numpy as np

from ..part04_loss.softmax_cross_entropy import softmax_cross_entropy
from ..part08_autograd.Tensor import Tensor, apply
from ..part09_layers.Embedding import Embedding
from ..part09_layers.LayerNorm import LayerNorm
from ..part09_layers.Linear import Linear
from ..part09_layers.Module import Module
from ..part09_layers.TransformerBlock import TransformerBlock
from .GPTConfig import GPTConfig  # noqa: F401 (the driver looks it up in this file)


class by_one_hot_products(Module):
    """Look both tables up by products with one-hot rows."""

    def __init__(self, config, *, rng=None, dtype=np.float64):
        rng = np.random.default_rng(0) if rng is None else rng
        V, T, D, L = config.vocab_size, config.block_size, config.n_embd, config.n_layer
        self.n_layer = L
        self.dtype = dtype
        self.W_e = Tensor((0.02 * rng.standard_normal((V, D))).astype(dtype), requires_grad=True)
        self.W_p = Tensor((0.02 * rng.standard_normal((T, D))).astype(dtype), requires_grad=True)
        options = dict(bias=config.bias, gelu=config.gelu, eps=config.eps, rng=rng, dtype=dtype)
        self.h = tuple(TransformerBlock(D, config.n_head, **options) for _ in range(L))
        self.lnf = LayerNorm(D, bias=config.bias, eps=config.eps, dtype=dtype)
        for block in self.h:
            for linear in (block.attention.proj, block.mlp.proj):
                linear.W.data = rng.normal(0, 0.02 * (2 * L) ** -0.5, linear.W.shape).astype(dtype)
        if not config.tied:
            self.W_head = Tensor((0.02 * rng.standard_normal((V, D))).astype(dtype), requires_grad=True)

    def logits(self, ids):
        """ids (B, T) -> (B, T, V)."""
        if ids.shape[1] > len(self.W_p.data):
            raise ValueError("there are more tokens than places")
        tokens = np.eye(len(self.W_e.data), dtype=self.dtype)[ids] @ self.W_e
        places = np.eye(ids.shape[1], len(self.W_p.data), dtype=self.dtype) @ self.W_p
        x = places + tokens
        for i in range(self.n_layer):
            x = self.h[i].forward(x)
        return self.lnf(x) @ getattr(self, "W_head", self.W_e).transpose()

    def loss(self, ids, targets):
        """Return the mean cross-entropy of the targets."""
        return self.forward(ids, targets)

    def forward(self, ids, targets=None):
        """Return the logits, or the loss where targets are given."""
        logits = self.logits(ids)
        if targets is None:
            return logits
        return apply(softmax_cross_entropy, logits.reshape(-1, logits.shape[-1]), targets.reshape(-1))


class of_modules(Module):
    """The tables are Embedding layers, whose W is an attribute of the model as well: one Tensor, two names."""

    def __init__(self, config, *, rng=None, dtype=np.float64):
        rng = rng or np.random.default_rng(0)
        self.config, D = config, config.n_embd
        self.wte = Embedding(config.vocab_size, D, rng=rng, dtype=dtype)
        self.wpe = Embedding(config.block_size, D, rng=rng, dtype=dtype)
        self.W_e, self.W_p = self.wte.W, self.wpe.W
        self.h = []
        for _ in range(config.n_layer):
            block = TransformerBlock(D, config.n_head, config.bias, config.gelu, config.eps, rng=rng, dtype=dtype)
            self._scale_init(block.attention.proj)
            self._scale_init(block.mlp.proj)
            self.h.append(block)
        self.lnf = LayerNorm(D, config.bias, config.eps, dtype=dtype)
        if not config.tied:
            self.W_head = Embedding(config.vocab_size, D, rng=rng, dtype=dtype).W

    def _scale_init(self, linear: Linear):
        """Divide a residual projection's initial weights by sqrt(2 n_layer)."""
        linear.W.data = linear.W.data / math.sqrt(2 * self.config.n_layer)

    def logits(self, ids):
        """ids (B, T) -> (B, T, V)."""
        T = ids.shape[1]
        if len(self.W_p.data) < T:
            raise ValueError(f"{T} tokens do not fit into the context")
        x = self.wte(ids) + self.wpe(np.arange(T))
        for block in self.h:
            x = block(x)
        W = self.W_e if self.config.tied else self.W_head
        return self.lnf(x) @ W.transpose(1, 0)

    def loss(self, ids, targets):
        """Return the mean cross-entropy of the targets."""
        return apply(softmax_cross_entropy, self.logits(ids), targets, -1)

    def forward(self, ids, targets=None):
        """Return the logits, or the loss where targets are given."""
        return self.loss(ids, targets) if targets is not None else self.logits(ids)
