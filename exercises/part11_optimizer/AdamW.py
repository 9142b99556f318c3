"""AdamW: the optimizer that keeps two averages for each parameter, and moves them all one step at a time.

Forward   theta, m, v = adamw_update(theta, grad, m, v, t, ...) for each parameter that has a gradient
Given     a list of Tensors with their gradients in .grad; the settings of the run
Wanted    one step of all parameters, decaying those of two axes or more, with t from 1; and the state that lets another
          AdamW go on from there
Source    Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019), algorithm 2; what decays, as in
          Karpathy's nanoGPT, model.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part11_optimizer.AdamW runs it, grader check judges it")

from .adamw_update import adamw_update

# By hand: W = [[2, -4]] and b = [2] have had no step yet. Their gradients are [[3, 0]] and [-5]; lr = 0.1,
# weight_decay = 0.5, eps is too small to matter. What are W and b after one step?
by_hand = {"W": None, "b": None}

CHUNK = 32_768
"""Entries updated at once: theta, grad, m, v and what comes between them then stay in the processor's cache."""


class AdamW:
    """Adam with decoupled weight decay, for the Tensors `parameters` (anything with `data`, `grad` and `zero_grad`).

    `lr` may be set between steps; `t` is the number of steps taken, and every parameter's t: also of one that had no
    gradient in some of them.
    """

    def __init__(
        self,
        parameters: Sequence[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        """Keep the settings, and for each parameter two averages that start from zero, in its shape and dtype."""
        self.parameters = list(parameters)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.t = 0
        raise NotImplementedError(
            "AdamW: write __init__. Keep the settings, and for each parameter two averages that start "
            "from zero, in its shape and dtype."
        )

    def step(self) -> None:
        """Move every parameter that has a gradient by one step; one whose .grad is None stays, undecayed."""
        raise NotImplementedError(
            "AdamW: write step. Move every parameter that has a gradient by one step; one whose .grad is "
            "None stays, undecayed."
        )

    def zero_grad(self) -> None:
        """Forget the gradient of every parameter."""
        raise NotImplementedError(
            "AdamW: write zero_grad. Forget the gradient of every parameter."
        )

    def state(self) -> dict[str, np.ndarray | int]:
        """Return t and the averages under names of your own: copies, so that later steps leave them as they are."""
        raise NotImplementedError(
            "AdamW: write state. Return t and the averages under names of your own: copies, so that later "
            "steps leave them as they are."
        )

    def load_state(self, state: Mapping[str, np.ndarray | int]) -> None:
        """Go on from what `state` returned, perhaps in another process; its arrays are copied.

        Raises ValueError in words where it does not fit these parameters, before anything is changed.
        """
        raise NotImplementedError(
            "AdamW: write load_state. Go on from what `state` returned, perhaps in another process; its "
            "arrays are copied."
        )


def _chunks(array: np.ndarray) -> Iterator[Any]:
    """Yield indices that cut an array along its first axis into pieces of about CHUNK entries."""
    if array.size <= CHUNK:
        yield ...
        return
    rows = max(1, CHUNK * len(array) // array.size)
    for start in range(0, len(array), rows):
        yield slice(start, start + rows)
