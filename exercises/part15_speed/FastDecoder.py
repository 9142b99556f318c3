"""FastDecoder: read token after token at the speed at which the weights come from memory.

Forward   the keys and values of the places read so far stand in arrays made once; a new token's q, k, v are one row
          times the weights, and its logits those of the full forward at its place
Given     params by the course's names; ids (T,), the tokens that come next
Wanted    logits (V,) after the last of them, for the cost of reading each weight once
Source    Shazeer, Fast Transformer Decoding (2019), section 2.4, on why memory is what bounds it
"""

import math

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part15_speed.FastDecoder runs it, grader check judges it")

from .FastGPT2 import act, block_of

CHUNK = 128
"""Tokens of a prompt read at once: their scores take CHUNK x n_ctx numbers for each head."""

# By hand: no layers, W_e = [[0, 0], [3, 1]], W_p = [[0, 4], [1, 0]], lnf_g = [1, 1], lnf_b = [0, 0]. LayerNorm turns
# two numbers [a, b] into [-1, 1] where a < b. The token 0 is read at place 0. What are the logits?
by_hand = {"logits": None}


class FastDecoder:
    """A GPT-2 that has read `length` tokens, at most n_ctx = len(W_p) of them."""

    def __init__(self, params: dict[str, np.ndarray], n_head: int, gelu: str = "tanh", eps: float = 1e-5) -> None:
        """Keep params, which are not copied, and make room for the keys and values of n_ctx places in every layer."""
        raise NotImplementedError(
            "FastDecoder: write __init__. Keep params, which are not copied, and make room for the keys "
            "and values of n_ctx places in every layer."
        )

    def forget(self) -> None:
        """Begin a new text in the same memory."""
        raise NotImplementedError(
            "FastDecoder: write forget. Begin a new text in the same memory."
        )

    def read(self, ids: np.ndarray) -> np.ndarray:
        """Read ids (T,), T of 1 or more, at places length and on, and return the logits (V,) after the last.

        Raises ValueError, and reads nothing, where they are none or more than there are places left.
        """
        raise NotImplementedError(
            "FastDecoder: write read. Read ids (T,), T of 1 or more, at places length and on, and return "
            "the logits (V,) after the last."
        )
