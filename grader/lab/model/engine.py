"""Part 15's engine in the place of the plain pieces: the student's where that part has passed, or the solutions'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grader import paths
from grader.course import registry
from grader.lab.model import resolve_pieces
from grader.lab.model.piece_set import PieceSet
from grader.runner.tree import Tree
from reference import evaluation
from reference.checkpoints import Checkpoint

PART = "part15_speed"


class FastModel:
    """A checkpoint on an engine, where `grader.lab.model.gpt2.GPT2` has it on plain pieces."""

    def __init__(self, tree: Tree, checkpoint: Checkpoint, dtype: type = np.float32) -> None:
        """Take the checkpoint's arrays: they are given up one by one, since two copies of all would be the peak."""
        self.config, self.params = checkpoint.config, {}
        while checkpoint.params:
            name, array = checkpoint.params.popitem()
            self.params[name] = array.astype(dtype, copy=False)
        c, own = self.config, PieceSet(tree)
        self.engine, self.share = own.FastGPT2(self.params, c.n_head, c.gelu, c.eps), own.share

    def logits(self, ids: np.ndarray) -> np.ndarray:
        """Return logits (B, T, V) for ids (B, T): a copy, since the engine's own memory is used again."""
        return np.array(self.engine.logits(ids))

    def at(self, ids: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return logits (n, V) of n places of ids (B, T), in memory that the next call uses again."""
        return self.engine.logits(ids, rows * ids.shape[1] + columns)

    def losses(self, logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return the protocol's losses (n,) of logits (n, V), each thread its stretch of the rows."""
        found = np.empty(len(targets))

        def stretch(start: int, stop: int) -> None:
            found[start:stop] = evaluation.losses(logits[start:stop], targets[start:stop])

        self.share(stretch, len(targets), least=evaluation.ROWS)
        return found


class FastWriter(PieceSet):
    """Pieces of which `generate` is written with the FastDecoder and not with the plain cache."""

    def generate(
        self,
        params: dict[str, np.ndarray],
        n_head: int,
        prompt_ids: Sequence[int],
        n_new: int,
        *,
        gelu: str,
        eps: float,
        stop: int | None,
        on_token: Callable[[int], Any],
        **manner: Any,
    ) -> None:
        """Write on after a prompt as part 14's `generate` does: the same tokens for the same seed."""
        decoder, ids = self.FastDecoder(params, n_head, gelu, eps), [int(token) for token in prompt_ids]
        n_ctx = len(params["W_p"])
        unread = ids[-n_ctx:]
        for _ in range(n_new):
            if decoder.length + len(unread) > n_ctx:
                decoder.forget()
                unread = ids[-max(1, n_ctx // 2) :]
            token = int(self.sample_next_token(decoder.read(np.array(unread)), **manner))
            ids.append(token)
            unread = [token]
            on_token(token)
            if token == stop:
                break


def engine_passed(root: Path) -> bool:
    """Whether all of part 15 has passed in a tree of exercises."""
    return not resolve_pieces.not_passed(root, registry.names(PART))


def engine_tree(root: Path, *, solutions: bool) -> tuple[Tree, str]:
    """Return the tree whose engine is used, and whose it is in words: the student's where all of part 15 has passed.

    Raises BadInput where it would be the solutions' and this copy of the course has none.
    """
    if not solutions and engine_passed(root):
        return Tree(root), "your engine of part 15"
    folder = paths.solutions("The solutions' engine is asked for" if solutions else "Part 15 has not passed yet")
    return Tree(folder), "the solutions' engine" + ("" if solutions else ": yours of part 15 has not passed yet")
