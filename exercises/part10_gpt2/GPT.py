"""GPT: the whole model as a Module, from token ids to logits and to the loss that it is trained on.

Forward   x = W_e[ids] + W_p[:T]; x = block(x) for each block of h; logits = lnf(x) W^T with W = W_e where the head is
          tied and W_head where it is not; loss = the mean cross-entropy over the targets that are not -1
Given     a GPTConfig; ids (B, T) and targets (B, T), integers
Wanted    logits (B, T, V); the loss, whose backward reaches every parameter; and the parameters, with their values
          at the start
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2.3; Press and Wolf,
          Using the Output Embedding to Improve Language Models (2017), for the tied head
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike

if not __package__:
    raise SystemExit("python -m exercises.part10_gpt2.GPT runs it, grader check judges it")

from ..part04_loss.softmax_cross_entropy import softmax_cross_entropy
from ..part05_normalization.embedding import embedding
from ..part05_normalization.lm_head import lm_head
from ..part05_normalization.positional_embedding import positional_embedding
from ..part08_autograd.Tensor import Tensor, apply
from ..part09_layers.LayerNorm import LayerNorm
from ..part09_layers.Module import Module
from ..part09_layers.TransformerBlock import TransformerBlock
from .GPTConfig import GPTConfig

# By hand: V = 2, block_size = 1, no layer, D = 2, no biases, an untied head. W_e = [[1, 2], [5, 0]], W_p = [[0, 1]],
# gamma of lnf = [2, 1], W_head = [[0, 0], [0, ln 3]], ids = [[0]], targets = [[0]]. Work forwards to the loss and back
# from it. (LayerNorm of two numbers is -1 and 1, but for eps. What does that say of the gradient of W_e?)
by_hand = {"logits": None, "loss": None, "dW_e": None, "dlnf": None, "dW_head": None}


class GPT(Module):
    """GPT-2. `W_e` (V, D), `W_p` (block_size, D), the blocks `h`, the last norm `lnf`, and `W_head` (V, D) if untied.

    A tied model has no `W_head`: its one Tensor `W_e` stands at both ends.
    """

    def __init__(
        self, config: GPTConfig, *, rng: np.random.Generator | None = None, dtype: DTypeLike = np.float64
    ) -> None:
        """Make the parameters, in the order above, from one rng (np.random.default_rng(0) where none is given).

        The tables W_e, W_p and W_head are drawn from N(0, 0.02^2); the layers see to their own. The two projections of
        each block that write to the residual stream, attention.proj.W and mlp.proj.W, start at a spread of
        0.02 / sqrt(2 n_layer): 2 n_layer of them add up in the stream.
        """
        raise NotImplementedError(
            "GPT: write __init__. Make the parameters, in the order above, from one rng "
            "(np.random.default_rng(0) where none is given)."
        )

    def logits(self, ids: np.ndarray) -> Tensor:
        """Return logits (B, T, V), for ids (B, T). Raises ValueError where T is more than block_size."""
        raise NotImplementedError(
            "GPT: write logits. Return logits (B, T, V), for ids (B, T). Raises ValueError where T is "
            "more than block_size."
        )

    def loss(self, ids: np.ndarray, targets: np.ndarray) -> Tensor:
        """Return the mean loss of shape (), for ids (B, T) and targets (B, T); a target of -1 does not count."""
        raise NotImplementedError(
            "GPT: write loss. Return the mean loss of shape (), for ids (B, T) and targets (B, T); a "
            "target of -1 does not count."
        )

    def forward(self, ids: np.ndarray, targets: np.ndarray | None = None) -> Tensor:
        """Return the logits, or the loss where targets are given: what model(ids) and model(ids, targets) say."""
        return self.logits(ids) if targets is None else self.loss(ids, targets)
