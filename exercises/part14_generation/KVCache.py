"""KVCache: keep every layer's keys and values, so that a new token costs one token's work and not the whole text's.

Forward   token at place t, layer by layer: q, k, v of that token alone; k and v go into the cache; the token
          attends with q to the keys and values of places 0 to t, all of which are in the cache by then
Given     params, the new tokens ids (B, T) and a cache that holds the `length` tokens before them
Wanted    logits (B, T, V), those of the full forward at places length to length + T - 1
Source    Shazeer, Fast Transformer Decoding: One Write-Head is All You Need (2019), section 2.4
"""

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part14_generation.KVCache runs it, grader check judges it")

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
by_hand = {"result": None}


class KVCache:
    """The keys and values of `length` places, of at most `capacity`, in arrays made once.

    keys and values are (n_layer, B, H, capacity, d) of the given dtype; places from `length` on hold nothing yet.
    """

    def __init__(self, n_layer: int, batch: int, n_head: int, head_dim: int, capacity: int, dtype: type = np.float64):
        """Make an empty cache: keys, values, and length 0."""
        raise NotImplementedError(
            "KVCache: write __init__. Make an empty cache: keys, values, and length 0."
        )

    def append(self, layer: int, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Write K and V (B, H, T, d) of T new places into one layer; return all of that layer so far, the new too.

        Both are (B, H, length + T, d), and may be views. `length` stays until every layer has had its turn (`advance`).
        Raises ValueError, and writes nothing, where fewer than T places are left.
        """
        raise NotImplementedError(
            "KVCache: write append. Write K and V (B, H, T, d) of T new places into one layer; return all "
            "of that layer so far, the new too."
        )

    def advance(self, T: int) -> None:
        """Count T more places as held, once all layers have appended them."""
        raise NotImplementedError(
            "KVCache: write advance. Count T more places as held, once all layers have appended them."
        )


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
    raise NotImplementedError(
        "KVCache: write step_logits. Return logits (B, T, V) of the new tokens ids (B, T), int, at places "
        "cache.length and on, and cache them."
    )
