"""KVCache: keep every layer's keys and values, so that a new token costs one token's work and not the whole text's.

Forward   token at place t, layer by layer: q, k, v of that token alone; k and v go into the cache; the token
          attends with q to the keys and values of places 0 to t, all of which are in the cache by then
Given     params, the new tokens ids (B, T) and a cache that holds the `length` tokens before them
Wanted    logits (B, T, V), those of the full forward at places length to length + T - 1
Source    Shazeer, Fast Transformer Decoding: One Write-Head is All You Need (2019), section 2.4
"""

import numpy as np

from ..part03_linear_algebra.gelu import gelu as gelu_exact
from ..part03_linear_algebra.gelu_tanh import gelu_tanh
from ..part03_linear_algebra.linear import linear
from ..part04_loss.softmax import softmax
from ..part05_normalization.embedding import embedding
from ..part05_normalization.layer_norm import layer_norm
from ..part05_normalization.lm_head import lm_head
from ..part06_attention.attention_output import attention_output
from ..part06_attention.attention_scores import attention_scores
from ..part06_attention.merge_heads import merge_heads
from ..part06_attention.split_heads import split_heads

WIDTH_OF = {"ln1_b": "ln1_g", "b_attn": "W_attn", "b_proj": "W_proj", "ln2_b": "ln2_g", "b1": "W1", "b2": "W2"}
"""Each bias of a block, and the weight whose last axis is as long: a model without biases lacks these keys."""

# By hand: GPT-2 has 12 layers of 12 heads, each 64 wide, and 1,024 places. How many bytes do the keys and values of one
# full text take in float32?
by_hand = {"result": 75_497_472}


class KVCache:
    """The keys and values of `length` places, of at most `capacity`, in arrays made once.

    keys and values are (n_layer, B, H, capacity, d) of the given dtype; places from `length` on hold nothing yet.
    """

    def __init__(self, n_layer: int, batch: int, n_head: int, head_dim: int, capacity: int, dtype: type = np.float64):
        """Make an empty cache: keys, values, and length 0."""
        ### BEGIN SOLUTION
        # All at once: a cache that is concatenated anew at each token copies the whole past at each token.
        self.keys, self.values = np.zeros((2, n_layer, batch, n_head, capacity, head_dim), dtype)
        self.length = 0
        ### END SOLUTION

    def append(self, layer: int, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Write K and V (B, H, T, d) of T new places into one layer; return all of that layer so far, the new too.

        Both are (B, H, length + T, d), and may be views. `length` stays until every layer has had its turn (`advance`).
        Raises ValueError, and writes nothing, where fewer than T places are left.
        """
        ### BEGIN SOLUTION
        end = self.length + K.shape[2]
        if end > self.keys.shape[3]:
            raise ValueError(f"{end} tokens do not fit a cache of {self.keys.shape[3]} places")
        self.keys[layer, :, :, self.length : end] = K  # (B, H, T, d)
        self.values[layer, :, :, self.length : end] = V
        return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]  # (B, H, length + T, d)
        ### END SOLUTION

    def advance(self, T: int) -> None:
        """Count T more places as held, once all layers have appended them."""
        ### BEGIN SOLUTION
        self.length += T
        ### END SOLUTION


def step_logits(
    params: dict[str, np.ndarray],
    ids: np.ndarray,
    cache: KVCache,
    n_head: int,
    gelu: str = "tanh",
    eps: float = 1e-5,
    last: bool = False,
) -> np.ndarray:
    """Return logits (B, T, V) of the new tokens ids (B, T), int, at places cache.length and on, and cache them.

    params has the names and shapes of gpt2_loss's. It may lack any bias (which is then 0), and may have W_head (V, D),
    a head that is not tied to W_e. gelu is "tanh" or "erf". With last=True the logits are of the last place alone,
    (B, 1, V): of a long prompt nothing else is needed, and the head is the largest product of all. Raises ValueError
    where the tokens do not fit the cache, or go beyond W_p's places; the cache is then as it was.
    """
    ### BEGIN SOLUTION
    T = ids.shape[1]
    start = cache.length
    W_e, W_p = params["W_e"], params["W_p"]
    if start + T > len(W_p):
        raise ValueError(f"{start + T} tokens are more than the model has places, {len(W_p)}")
    x = embedding(W_e, ids)[0] + W_p[start : start + T]  # (B, T) -> (B, T, D): the new tokens alone
    # Row i is the token at place start + i, which sees the places up to its own: all of the past, and among the new
    # ones those not after it. The diagonal of "its own" therefore starts at column `start`.
    mask = np.triu(np.full((T, start + T), -1e9, dtype=x.dtype), k=start + 1)  # (T, start + T)
    activation = {"tanh": gelu_tanh, "erf": gelu_exact}[gelu]
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        p = _block(params, i)
        n = layer_norm(x, p["ln1_g"], p["ln1_b"], eps)[0]
        QKV = linear(n, p["W_attn"], p["b_attn"])[0]  # (B, T, D) -> (B, T, 3D)
        Q, K, V = (split_heads(part, n_head)[0] for part in np.split(QKV, 3, axis=-1))  # three of (B, H, T, d)
        keys, values = cache.append(i, K, V)  # (B, H, start + T, d)
        P = softmax(attention_scores(Q, keys)[0] + mask)[0]  # (B, H, T, start + T)
        A = merge_heads(attention_output(P, values)[0])[0]  # (B, H, T, d) -> (B, T, D)
        x = x + linear(A, p["W_proj"], p["b_proj"])[0]
        n = layer_norm(x, p["ln2_g"], p["ln2_b"], eps)[0]
        hidden = activation(linear(n, p["W1"], p["b1"])[0])[0]  # (B, T, D) -> (B, T, 4D)
        x = x + linear(hidden, p["W2"], p["b2"])[0]  # (B, T, 4D) -> (B, T, D)
    cache.advance(T)
    x = x[:, -1:] if last else x  # (B, T, D) -> (B, 1, D): each place is normalized and scored on its own
    n = layer_norm(x, params["lnf_g"], _or_zeros(params, "lnf_b", "lnf_g"), eps)[0]
    return lm_head(n, params.get("W_head", W_e))[0]  # (B, T, D) -> (B, T, V)


def _block(params: dict[str, np.ndarray], i: int) -> dict[str, np.ndarray]:
    """Return the twelve weights of block i, with zeros for the biases that params lacks."""
    given = {key.removeprefix(f"h.{i}."): array for key, array in params.items() if key.startswith(f"h.{i}.")}
    return given | {bias: _or_zeros(given, bias, weight) for bias, weight in WIDTH_OF.items()}


def _or_zeros(params: dict[str, np.ndarray], name: str, weight: str) -> np.ndarray:
    """Return params[name], or zeros (N,) for a weight (..., N)."""
    return params[name] if name in params else np.zeros(params[weight].shape[-1], params[weight].dtype)
    ### END SOLUTION
