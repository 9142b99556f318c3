"""gpt2_loss: the whole model, from token ids to the loss, and the gradient of every parameter.

Forward   x = W_e[ids] + W_p[:T]; x = block_i(x) for every layer i; loss = cross-entropy of
          LN_f(x) W_e^T against targets, the mean over those that are not -1
Given     dloss, a number: the upstream gradient of the loss
Wanted    the gradient of every array in params; W_e is used twice, as the embedding and as the head
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2.3; Press and Wolf,
          Using the Output Embedding to Improve Language Models (2017), for the tied W_e
"""

from collections.abc import Callable

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part06_attention.gpt2_loss runs it, grader check judges it")

from ..part04_loss.softmax_cross_entropy import softmax_cross_entropy
from ..part05_normalization.embedding import embedding
from ..part05_normalization.layer_norm import layer_norm
from ..part05_normalization.lm_head import lm_head
from ..part05_normalization.positional_embedding import positional_embedding
from .transformer_block import transformer_block

BLOCK = ("ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj", "ln2_g", "ln2_b", "W1", "b1", "W2", "b2")
"""The weights of one block in the order of transformer_block's arguments; params has them as "h.{i}.{name}"."""

# By hand: a model of 2 symbols, 1 wide, with no layer. W_e = [[0], [ln 2]], W_p = [[3], [5]], lnf_g = [2], lnf_b = [1],
# ids = [[1, 0]], targets = [[0, -1]], dloss = 1. LayerNorm of a single number puts out lnf_b, so the logits are
# [0, ln 2] at both places, and the second place does not count. By which of its two uses does W_e get a gradient?
by_hand = {"dparams.W_e": None, "dparams.W_p": None, "dparams.lnf_g": None, "dparams.lnf_b": None}

# As index formulas of W_e[V,D], W_p[M,D], ids[B,T], targets[B,T], n[B,T,D], dlogits[B,T,V] and dx[B,T,D]: what are
# dW_e, dW_p and dlnf_b? n is the last LayerNorm's output, dlogits the gradient of the logits, dx that of tokens +
# places.
formula = {"dW_e": None, "dW_p": None, "dlnf_b": None}


def gpt2_loss(
    params: dict[str, np.ndarray], ids: np.ndarray, targets: np.ndarray, n_head: int
) -> tuple[np.floating, Callable]:
    """Return the loss, a scalar, and its backward, for ids (B, T) and targets (B, T), both int.

    params has W_e (V, D), W_p (n_ctx, D) with n_ctx >= T, lnf_g (D,), lnf_b (D,) and, for each layer i = 0, 1, ..., the
    twelve weights of BLOCK as "h.{i}.ln1_g" and so on; there may be no layer. A target of -1 does not count. eps is
    1e-5. backward(dloss) returns {"params": {key: gradient}} with the keys of params.
    """
    raise NotImplementedError(
        "gpt2_loss: derive the gradient of every array in params; W_e is used twice, as the embedding and "
        "as the head."
    )
