"""Ops as a forward pass calls them: each returns its output alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.lab.model.piece_set import PieceSet


class ForwardOps:
    """The ops of a PieceSet as plain functions: `ops.linear(x, W, b)` is the output, and the backward is dropped."""

    def __init__(self, pieces: PieceSet) -> None:
        self._pieces = pieces

    def __getattr__(self, name: str) -> Callable[..., np.ndarray]:
        """Return the op of this name, and keep it: the next look-up finds an attribute."""
        op = getattr(self._pieces, name)

        def forward(*inputs: object) -> np.ndarray:
            return op(*inputs)[0]

        setattr(self, name, forward)
        return forward
