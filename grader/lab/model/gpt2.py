"""The forward pass of GPT-2, put together from pieces; every intermediate can be kept under a name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.lab.model.resolve_pieces import ForwardPieces
from reference.checkpoints import Checkpoint

Keep = Callable[[str, np.ndarray], None]


class GPT2:
    """A checkpoint and the pieces that run it. Computes in the dtype of the parameters."""

    def __init__(self, pieces: ForwardPieces, checkpoint: Checkpoint, dtype: type = np.float64) -> None:
        self.pieces = pieces
        self.config = checkpoint.config
        self.params = {name: array.astype(dtype) for name, array in checkpoint.params.items()}
        self._masks: dict[int, np.ndarray] = {}

    def logits(self, ids: np.ndarray, keep: Keep = lambda name, array: None) -> np.ndarray:
        """Return logits (B, T, V) for ids (B, T) int, T at most n_positions; hand every intermediate to `keep`."""
        B, T = ids.shape
        p, run = self.params, self.pieces.run
        tokens = _kept(keep, "tok_emb", run("embedding", p["W_e"], ids))  # (B, T, D)
        places = _kept(keep, "pos_emb", run("positional_embedding", p["W_p"], T, B))  # (B, T, D)
        x = _kept(keep, "x", run("add", tokens, places))
        for i in range(self.config.n_layer):
            x = self._block(i, x, keep)
        x = _kept(keep, "ln_f", run("layer_norm", x, p["lnf_g"], p["lnf_b"], self.config.eps))
        return _kept(keep, "lm_head", run("lm_head", x, p.get("W_head", p["W_e"])))  # (B, T, V)

    def _block(self, i: int, x: np.ndarray, keep: Keep) -> np.ndarray:
        """Pre-LN block: x + attention(LN(x)), then that + MLP(LN(that)); x (B, T, D)."""
        p = {name: self.params[f"h.{i}.{name}"] for name in _LAYER}
        run, eps = self.pieces.run, self.config.eps
        named: Keep = lambda name, array: keep(f"h.{i}.{name}", array)  # noqa: E731
        normed = _kept(named, "ln1", run("layer_norm", x, p["ln1_g"], p["ln1_b"], eps))
        x = _kept(named, "attnResid", run("add", x, self._attention(p, normed, named)))
        normed = _kept(named, "ln2", run("layer_norm", x, p["ln2_g"], p["ln2_b"], eps))
        return _kept(named, "mlpResid", run("add", x, self._mlp(p, normed, named)))

    def _attention(self, p: dict[str, np.ndarray], x: np.ndarray, keep: Keep) -> np.ndarray:
        run, H = self.pieces.run, self.config.n_head
        qkv = _kept(keep, "qkv", run("linear", x, p["W_attn"], p["b_attn"]))  # (B, T, 3D)
        q, k, v = (run("split_heads", part, H) for part in np.split(qkv, 3, axis=-1))  # each (B, H, T, d)
        for name, part in (("q", q), ("k", k), ("v", v)):
            keep(name, part)
        scores = _kept(keep, "att", run("attention_scores", q, k))  # (B, H, T, T)
        weights = _kept(keep, "attSm", run("softmax", scores + self._mask(x.shape[1], scores.dtype)))
        mixed = _kept(keep, "y", run("merge_heads", run("attention_output", weights, v)))  # (B, T, D)
        return _kept(keep, "yProj", run("linear", mixed, p["W_proj"], p["b_proj"]))

    def _mask(self, T: int, dtype: np.dtype) -> np.ndarray:
        """Return the causal mask (T, T), which all layers share."""
        if T not in self._masks:
            self._masks = {T: self.pieces.causal_mask(T).astype(dtype)}  # of one length at a time
        return self._masks[T]

    def _mlp(self, p: dict[str, np.ndarray], x: np.ndarray, keep: Keep) -> np.ndarray:
        run = self.pieces.run
        wide = _kept(keep, "fc", run("linear", x, p["W1"], p["b1"]))  # (B, T, 4D)
        active = _kept(keep, "gelu", run("gelu_tanh" if self.config.gelu == "tanh" else "gelu", wide))
        return _kept(keep, "mlp", run("linear", active, p["W2"], p["b2"]))  # (B, T, D)


_LAYER = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")


def _kept(keep: Keep, name: str, array: np.ndarray) -> np.ndarray:
    keep(name, array)
    return array
