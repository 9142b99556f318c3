"""The forward pass of GPT-2, made of the pieces of parts 03 to 06.

Shapes: B sequences of T tokens, D channels, H heads of d = D / H channels, V symbols.
Source: Radford et al. (2019), "Language Models are Unsupervised Multitask Learners", section 2.3.
"""

from __future__ import annotations

import numpy as np

from grader.lab.model.device import CPU, Device, on_host
from grader.lab.model.forward_ops import ForwardOps
from grader.lab.model.piece_set import PieceSet
from reference import evaluation
from reference.checkpoints import Checkpoint

FORWARD_PIECES = (
    *("add", "gelu", "gelu_tanh", "linear", "softmax", "layer_norm", "embedding", "positional_embedding", "lm_head"),
    *("split_heads", "merge_heads", "attention_scores", "causal_mask", "attention_output"),
)
"""The exercises that the forward pass calls, in the order of the ladder."""

BLOCK = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")
"""The parameters of a block; "W_attn" is the checkpoint's "h.0.W_attn" in block 0."""

Params = dict[str, np.ndarray]


class GPT2:
    """A checkpoint and the pieces that run it, in `dtype` on a device; on the processor its arrays are shared.

    What it is given to read is the host's, and so are the logits of `logits`; what is between them is the device's.
    """

    losses = staticmethod(evaluation.losses)
    """logits (n, V), targets (n,) -> losses (n,) in nats."""

    def __init__(
        self, pieces: PieceSet, checkpoint: Checkpoint, dtype: type = np.float64, device: Device = CPU
    ) -> None:
        self.pieces, self.ops, self.config, self.device = pieces, ForwardOps(pieces), checkpoint.config, device
        self.params = {name: device.put(array.astype(dtype, copy=False)) for name, array in checkpoint.params.items()}
        self._mask = np.empty((0, 0))

    def logits(self, ids: np.ndarray) -> np.ndarray:
        """Ids (B, T), T at most n_positions -> logits (B, T, V)."""
        return on_host(self.head(self.hidden(ids)))

    def logits_at(self, ids: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return logits (n, V) of n positions of ids (B, T), on the device: the head is a quarter of the work."""
        return self.head(self.hidden(ids)[rows, columns][np.newaxis])[0]  # (1, n, D) -> (n, V)

    def hidden(self, ids: np.ndarray) -> np.ndarray:
        """Ids (B, T) -> the residual stream behind the last block (B, T, D)."""
        x = self.embed(ids)  # (B, T, D)
        for i in range(self.config.n_layer):
            x = self.block(i, x)  # (B, T, D)
        return x

    def embed(self, ids: np.ndarray) -> np.ndarray:
        """Ids (B, T) -> the sum of each token's and each position's embedding (B, T, D)."""
        ops, (B, T) = self.ops, ids.shape
        tokens = ops.embedding(self.params["W_e"], self.device.put(ids))  # (B, T, D)
        return ops.add(tokens, ops.positional_embedding(self.params["W_p"], T, B))  # (B, T, D)

    def block(self, i: int, x: np.ndarray) -> np.ndarray:
        """Pre-LN block i: x + attention(LN(x)), then that + MLP(LN(that)); x (B, T, D) -> (B, T, D)."""
        ops, eps = self.ops, self.config.eps
        p = {name: self.params[f"h.{i}.{name}"] for name in BLOCK}
        x = ops.add(x, self.attention(p, ops.layer_norm(x, p["ln1_g"], p["ln1_b"], eps)))  # (B, T, D)
        return ops.add(x, self.mlp(p, ops.layer_norm(x, p["ln2_g"], p["ln2_b"], eps)))  # (B, T, D)

    def attention(self, p: Params, x: np.ndarray) -> np.ndarray:
        """Causal self-attention of H heads: x (B, T, D) -> (B, T, D)."""
        ops, H = self.ops, self.config.n_head
        qkv = ops.linear(x, p["W_attn"], p["b_attn"])  # (B, T, 3D)
        q, k, v = (ops.split_heads(part, H) for part in np.split(qkv, 3, axis=-1))  # (B, H, T, d) each
        scores = ops.attention_scores(q, k)  # (B, H, T, T)
        weights = ops.softmax(scores + self.mask(x.shape[1], scores.dtype))  # (B, H, T, T)
        y = ops.merge_heads(ops.attention_output(weights, v))  # (B, T, D)
        return ops.linear(y, p["W_proj"], p["b_proj"])  # (B, T, D)

    def mask(self, T: int, dtype: np.dtype) -> np.ndarray:
        """Return the causal mask (T, T), which all layers share; the last one is kept."""
        if len(self._mask) != T:
            self._mask = self.device.put(self.pieces.causal_mask(T).astype(dtype))
        return self._mask

    def mlp(self, p: Params, x: np.ndarray) -> np.ndarray:
        """x (B, T, D) -> (B, T, 4D) -> GELU -> (B, T, D)."""
        ops = self.ops
        gelu = ops.gelu_tanh if self.config.gelu == "tanh" else ops.gelu
        return ops.linear(gelu(ops.linear(x, p["W1"], p["b1"])), p["W2"], p["b2"])  # (B, T, D)

    def head(self, x: np.ndarray) -> np.ndarray:
        """x (B, T, D) -> the last norm, then the product with the embedding or an untied head: logits (B, T, V)."""
        p = self.params
        normed = self.ops.layer_norm(x, p["lnf_g"], p["lnf_b"], self.config.eps)  # (B, T, D)
        return self.ops.lm_head(normed, p.get("W_head", p["W_e"]))  # (B, T, V)
