"""Models on part 15's engine: the student's where all of that part has passed, or the solutions'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grader import paths
from grader.course import registry
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.model.resolve_pieces import not_passed, resolve_pieces
from reference import evaluation
from reference.checkpoints import Checkpoint

PART = "part15_speed"


def engine_passed(root: Path) -> bool:
    """Whether all of part 15 has passed in a student's tree."""
    return not not_passed(root, registry.names(PART))


def resolve_engine(root: Path, *, source: PieceSource) -> PieceSet:
    """Return the pieces of part 15: the student's where they are asked for and all have passed, else the solutions'.

    Raises BadInput where they would be the solutions' and this copy of the course has none.
    """
    names = registry.names(PART)
    if source is PieceSource.STUDENT and engine_passed(root):
        return resolve_pieces(root, names, source=source)
    asked = source is PieceSource.SOLUTIONS
    paths.solutions("The solutions' engine is asked for" if asked else "Part 15 has not passed yet")
    return resolve_pieces(root, names, source=PieceSource.SOLUTIONS)


class EngineModel:
    """A checkpoint on part 15's FastGPT2, with the methods of `grader.lab.model.gpt2.GPT2`."""

    def __init__(self, pieces: PieceSet, checkpoint: Checkpoint, dtype: type = np.float32) -> None:
        c = self.config = checkpoint.config
        self.params = {name: array.astype(dtype, copy=False) for name, array in checkpoint.params.items()}
        self.engine, self._share = pieces.FastGPT2(self.params, c.n_head, c.gelu, c.eps), pieces.share

    def logits(self, ids: np.ndarray) -> np.ndarray:
        """Ids (B, T) -> logits (B, T, V), copied out of the engine's own memory, which its next call writes to."""
        return np.array(self.engine.logits(ids))

    def logits_at(self, ids: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return logits (n, V) of n positions of ids (B, T), in memory that the next call writes to."""
        return self.engine.logits(ids, rows * ids.shape[1] + columns)

    def losses(self, logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return the evaluation protocol's losses (n,) of logits (n, V) and targets (n,), some rows in each thread."""
        losses = np.empty(len(targets))

        def score(start: int, stop: int) -> None:
            losses[start:stop] = evaluation.losses(logits[start:stop], targets[start:stop])

        self._share(score, len(targets), least=evaluation.ROWS)
        return losses


def generate_with_engine(
    pieces: PieceSet,
    params: dict[str, np.ndarray],
    n_head: int,
    prompt_ids: Sequence[int],
    n_new: int,
    *,
    gelu: str,
    eps: float,
    stop: int | None,
    on_token: Callable[[int], Any],
    **sampling: Any,
) -> None:
    """Continue a prompt as part 14's `generate` does, by the FastDecoder: the same tokens for the same seed.

    `on_token` is called with each new token; `sampling` is passed on to `sample_next_token`.
    """
    decoder, ids = pieces.FastDecoder(params, n_head, gelu, eps), [int(token) for token in prompt_ids]
    n_ctx = len(params["W_p"])
    unread = ids[-n_ctx:]
    for _ in range(n_new):
        if decoder.length + len(unread) > n_ctx:
            decoder.forget()
            unread = ids[-max(1, n_ctx // 2) :]
        token = int(pieces.sample_next_token(decoder.read(np.array(unread)), **sampling))
        ids.append(token)
        unread = [token]
        on_token(token)
        if token == stop:
            break
