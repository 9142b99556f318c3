"""FastDecoder: read token after token at the speed at which the weights come from memory.

Forward   the keys and values of the places read so far stand in arrays made once; a new token's q, k, v are one row
          times the weights, and its logits those of the full forward at its place
Given     params by the course's names; ids (T,), the tokens that come next
Wanted    logits (V,) after the last of them, for the cost of reading each weight once
Source    Shazeer, Fast Transformer Decoding (2019), section 2.4, on why memory is what bounds it
"""

import math

import numpy as np

from .FastGPT2 import act, block_of

CHUNK = 128
"""Tokens of a prompt read at once: their scores take CHUNK x n_ctx numbers for each head."""

# By hand: no layers, W_e = [[0, 0], [3, 1]], W_p = [[0, 4], [1, 0]], lnf_g = [1, 1], lnf_b = [0, 0]. LayerNorm turns
# two numbers [a, b] into [-1, 1] where a < b. The token 0 is read at place 0. What are the logits?
by_hand = {"logits": [[0, -2]]}


class FastDecoder:
    """A GPT-2 that has read `length` tokens, at most n_ctx = len(W_p) of them."""

    def __init__(self, params: dict[str, np.ndarray], n_head: int, gelu: str = "tanh", eps: float = 1e-5) -> None:
        """Keep params, which are not copied, and make room for the keys and values of n_ctx places in every layer."""
        ### BEGIN SOLUTION
        self.params, self.n_head, self.gelu, self.eps = params, n_head, gelu, eps
        self.n_ctx, self.D = params["W_p"].shape
        self.blocks = [block_of(params, i) for i in range(sum(key.endswith(".ln1_g") for key in params))]
        room = (len(self.blocks), n_head, self.n_ctx, self.D // n_head)
        self.keys, self.values = np.zeros((2, *room), params["W_e"].dtype)
        self.length = 0
        ### END SOLUTION

    def forget(self) -> None:
        """Begin a new text in the same memory."""
        ### BEGIN SOLUTION
        self.length = 0  # what stands beyond the length is never read
        ### END SOLUTION

    def read(self, ids: np.ndarray) -> np.ndarray:
        """Read ids (T,), T of 1 or more, at places length and on, and return the logits (V,) after the last.

        Raises ValueError, and reads nothing, where they are none or more than there are places left.
        """
        ### BEGIN SOLUTION
        if not 0 < len(ids) <= self.n_ctx - self.length:
            raise ValueError(f"{len(ids)} tokens do not fit: {self.length} of {self.n_ctx} places are taken")
        for start in range(0, len(ids), CHUNK):
            x = self._stream(ids[start : start + CHUNK])
        p = self.params
        beta = p.get("lnf_b", np.zeros_like(p["lnf_g"]))
        n = self._norm(x[-1:], p["lnf_g"], beta)  # (1, D)
        # By BLAS's own threads, as all products here: after each they wait for the next one, on both processors, and
        # threads of ours would have to wait for them.
        return p.get("W_head", p["W_e"]) @ n[0]  # (V, D) @ (D,) -> (V,)

    def _norm(self, x: np.ndarray, gamma: np.ndarray, beta: np.ndarray) -> np.ndarray:
        """LayerNorm of a few rows (T, D), in few calls: with one row it is the calls that cost."""
        z = x - x @ np.full((x.shape[1], 1), 1 / x.shape[1], x.dtype)
        z /= np.sqrt(np.vecdot(z, z)[:, np.newaxis] / x.shape[1] + self.eps)
        z *= gamma
        z += beta
        return z

    def _stream(self, ids: np.ndarray) -> np.ndarray:
        """Run the new tokens ids (T,) through the blocks -> (T, D); from now on they are among those read."""
        T, before = len(ids), self.length
        x = self.params["W_e"][ids] + self.params["W_p"][before : before + T]  # (T, D)
        for block, keys, values in zip(self.blocks, self.keys, self.values, strict=True):
            n = self._norm(x, block["ln1_g"], block["ln1_b"])
            # A row times a matrix as it lies in memory, which BLAS streams with all of its own threads.
            x += self._attention(n @ block["W_attn"] + block["b_attn"], keys, values) @ block["W_proj"]
            x += block["b_proj"]
            n = self._norm(x, block["ln2_g"], block["ln2_b"])
            u = n @ block["W1"] + block["b1"]  # (T, D) -> (T, 4D)
            x += act(self.gelu, u, out=u)[0] @ block["W2"]
            x += block["b2"]
        self.length += T
        return x

    def _attention(self, qkv: np.ndarray, keys: np.ndarray, values: np.ndarray) -> np.ndarray:
        """qkv (T, 3D) of the new tokens; keys and values (H, n_ctx, d) of a layer, which are filled in -> (T, D)."""
        T, before = len(qkv), self.length
        now = before + T
        Q, K, V = qkv.reshape(T, 3, self.n_head, -1).transpose(1, 2, 0, 3)  # three of (H, T, d)
        keys[:, before:now], values[:, before:now] = K, V
        p = Q / math.sqrt(Q.shape[-1]) @ keys[:, :now].mT  # (H, T, now)
        if T > 1:
            p += np.triu(np.full((T, now), -np.inf, p.dtype), k=before + 1)  # new token i is at place before + i
        p -= p.max(axis=-1, keepdims=True)
        np.exp(p, out=p)
        o = p @ values[:, :now]  # (H, T, d)
        o /= p.sum(axis=-1, keepdims=True)
        return o.swapaxes(0, 1).reshape(T, self.D)
        ### END SOLUTION
