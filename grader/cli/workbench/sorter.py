"""The model in the page: a small GPT-2 of the reader's pieces learns to sort, some steps at a time, and then sorts."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from grader.lab.model.gpt2 import GPT2
from grader.lab.model.piece_set import PieceSource
from grader.lab.model.record_activations import record_activations
from grader.lab.model.resolve_pieces import resolve_pieces, with_prerequisites
from grader.lab.training import curve, settings, tasks
from grader.lab.training.run_files import STATE_FILE
from grader.lab.training.training_run import TrainingRun

PIECES = ("GPT", "AdamW", "get_lr", "train")
"""The exercises that training calls."""

KEPT_FILES = (STATE_FILE, curve.FILE)
"""What a run leaves in its folder to be gone on with; the page keeps them, in base64."""


class _RunInMemory(TrainingRun):
    """A training run that writes no checkpoint: the page has no folder that outlives it."""

    def save(self) -> None:
        """Leave it in memory."""


class Sorter:
    """A model in training. `borrowed` are the reader's pieces that have not passed: the solutions' stand there."""

    def __init__(self, root: Path, kept: Mapping[str, str] | None = None) -> None:
        """Take the reader's pieces out of a tree, and go on with a run of which the page kept the files.

        Raises BadInput where a piece cannot be used, or the run cannot be gone on with.
        """
        names = with_prerequisites(*PIECES)
        pieces = resolve_pieces(root, names, source=PieceSource.STUDENT, borrow=True)
        wanted = settings.new({"kind": "sort"})
        self.task = tasks.sort(wanted.letters, wanted.symbols)
        folder = root.parent / "runs" / "sort"
        folder.mkdir(parents=True, exist_ok=True)
        self.run = _RunInMemory(pieces, wanted, folder, self.task)
        self.pieces, self.names = pieces, names
        for name in KEPT_FILES if kept else ():
            (folder / name).write_bytes(base64.b64decode(kept[name]))
        if kept:
            self.run.resume()

    def state(self) -> dict[str, Any]:
        """Return how far it is, and whose the pieces are."""
        return {
            "done": self.run.done,
            "planned": self.run.settings.planned,
            "losses": [row[1] for row in self.run.curve.rows],
            "guess": float(np.log(len(self.task.vocabulary))),
            "example": self.task.example,
            "pieces": len(self.names),
            "borrowed": list(self.pieces.borrowed),
        }

    def keep(self) -> dict[str, dict[str, str]]:
        """Return the files of the run, of which `Sorter(root, kept)` goes on where it is now."""
        return {"kept": {name: base64.b64encode((self.run.folder / name).read_bytes()).decode() for name in KEPT_FILES}}

    def train(self, steps: int) -> dict[str, Any]:
        """Take some steps, up to those that are planned. Raises BadInput where a piece fails."""
        until = min(self.run.done + steps, self.run.settings.planned)
        self.run.settings = replace(self.run.settings, steps=until)
        self.run.train(lambda step, loss: None)
        return self.state()

    def score(self) -> dict[str, Any]:
        """Ask every question there is; return how many answers are right, also of those that it never trained on."""
        right = (self.task.answer_all(self.run.logits) == self.task.texts).all(axis=1)
        unseen = right[self.task.held_out]
        return {
            "right": int(right.sum()),
            "total": len(right),
            "right_unseen": int(unseen.sum()),
            "total_unseen": len(unseen),
        }

    def sort(self, word: str) -> dict[str, Any]:
        """Sort a word; return the answer, and the attention weights of each head, from each place to each.

        Raises BadInput where it is none of the words that it learnt to sort.
        """
        vocabulary, n = self.task.vocabulary, self.run.config.block_size
        question, letters = tasks.question(vocabulary, word, n)
        ids = np.array(vocabulary.encode(question))[None]  # (1, Q)
        for _ in range(letters):
            ids = np.concatenate([ids, self.run.logits(ids)[:, -1:].argmax(axis=-1)], axis=1)
        read = ids[:, :-1]  # the last letter is written, and never read
        model = GPT2(self.pieces, self.run.checkpoint(), dtype=np.float32)
        found = record_activations(model, read)
        weights = [found[f"h.{layer}.attSm"][0] for layer in range(self.run.config.n_layer)]  # (H, T, T) each
        return {
            "answer": vocabulary.decode(ids[0, len(question) :]),
            "symbols": list(vocabulary.decode(read[0])),
            "attention": [np.round(each, 4).tolist() for each in weights],
        }
