"""PyTorch's GPT-2 reading on from where it was: keys and values of all layers in buffers made once."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from reference.gpt2_torch import Block, TorchGPT2


class Cached:
    """A model and its cache for one sequence; `length` tokens were read, and 0 forgets them."""

    def __init__(self, model: TorchGPT2) -> None:
        self.model, self.length = model, 0
        c = model.config
        shape = (c.n_layer, 2, c.n_head, c.block_size, c.n_embd // c.n_head)
        self.kept = torch.zeros(shape)  # keys and values, (L, 2, H, T, d)

    def read(self, ids: Tensor) -> Tensor:
        """Read ids (T,), several only where none was read before, and return the logits (V,) of what follows."""
        begin, self.length = self.length, self.length + len(ids)
        x = self.model.wte(ids) + self.model.wpe.weight[begin : self.length]  # (T, D)
        for block, kept in zip(self.model.h, self.kept, strict=True):
            x = x + self._attention(block, block.ln1(x), kept, begin)
            x = x + block.proj(F.gelu(block.fc(block.ln2(x)), approximate=block.approximate))
        head = self.model.wte if self.model.head is None else self.model.head
        return F.linear(self.model.lnf(x[-1]), head.weight)

    def _attention(self, block: Block, x: Tensor, kept: Tensor, begin: int) -> Tensor:
        q, k, v = (part.unflatten(-1, (block.n_head, -1)).transpose(0, 1) for part in block.qkv(x).chunk(3, -1))
        kept[0, :, begin : self.length], kept[1, :, begin : self.length] = k, v  # (H, T, d) each
        keys, values = kept[:, :, : self.length]
        # One query sees all that is kept; the causal mask is for the prompt, which begins at 0.
        mixed = F.scaled_dot_product_attention(q[None], keys[None], values[None], is_causal=begin == 0)[0]
        return block.out(mixed.transpose(0, 1).flatten(1))
