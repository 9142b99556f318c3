"""One run: a GPT of the pieces, trained step after step, kept so that it can go on, and written as a checkpoint."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import BadInput
from grader.lab.model.piece_set import PieceSet, parameter_values
from grader.lab.training import curve, tasks, texts
from grader.lab.training.settings import FLOOR, TrainingSettings
from grader.lab.training.tasks import Examiner, TrainingTask
from grader.lab.training.texts import TrainingText
from grader.lab.training.vocabulary import Characters
from reference.checkpoints import Checkpoint, Config, save

STATE = "training.npz"
"""The file in which `train` keeps the model, the optimizer and the generator of random numbers."""

WRITTEN = (STATE, "curve.json", "curve.png", "config.json", "model.safetensors", "vocab.json", "run.json")
"""What a run leaves in its folder."""

EVERY = 250
"""Steps after which `train` keeps its state, whatever may come."""

BETAS, DECAY, MAX_NORM = (0.9, 0.99), 0.1, 1.0
"""Of AdamW and of the clipping, as nanoGPT has them for small models."""

VALIDATED = 100_000
"""Tokens that are scored at the end, at most: more would not make the mean much surer."""


class TrainingRun:
    """A model in training in `folder`. Exceptions of the student's pieces come through as BadInput, at their line."""

    def __init__(
        self, own: PieceSet, settings: TrainingSettings, folder: Path, work: TrainingTask | TrainingText
    ) -> None:
        self.own, self.settings, self.folder, self.work = own, settings, folder, work
        self.curve = curve.Curve()
        places = work.ids.shape[1] if isinstance(work, TrainingTask) else settings.block_size
        sizes = {name: getattr(settings, name) for name in ("n_layer", "n_head", "n_embd")}
        try:
            self.shape = own.GPTConfig(vocab_size=len(work.vocabulary), block_size=places, **sizes)
        except ValueError as trouble:
            raise BadInput(f"No model has these sizes: {trouble}.") from None
        self.model = own.GPT(self.shape, rng=self._rng(0), dtype=np.float32)
        self.optimizer = own.AdamW(self.model.parameters(), lr=settings.lr, betas=BETAS, weight_decay=DECAY)
        self.rng = self._rng(1)
        self.batches = self._batches()
        self.done = 0

    def _rng(self, use: int) -> np.random.Generator:
        return np.random.default_rng([self.settings.seed, use])

    def _batches(self) -> tuple[Any, np.ndarray, int]:
        """Return what `train` is given: the model, the data, and the length of a window."""
        if isinstance(self.work, TrainingTask):
            return Examiner(self.model, self.work), self.work.data, 1
        if len(self.work.train) <= self.shape.block_size:
            raise BadInput(
                f"The text has {len(self.work.train):,} tokens to train on; a window of --block-size "
                f"{self.shape.block_size} and its last target take {self.shape.block_size + 1}."
            )
        return self.model, self.work.train, self.shape.block_size

    @property
    def tokens_per_step(self) -> int:
        """The tokens that the model reads in one step."""
        return self.settings.batch_size * (
            self.shape.block_size if isinstance(self.work, TrainingText) else self.work.ids.shape[1]
        )

    def resume(self) -> None:
        """Go on where the run in the folder stopped. Raises BadInput where it cannot."""
        path = self.folder / STATE
        if not path.is_file():
            raise BadInput(
                f"{self.folder} has no run to go on with: there is no {STATE}. Train without --resume first."
            )
        load_checkpoint = self.own.module_of("train").load_checkpoint
        try:
            self.done = load_checkpoint(path, self.model, self.optimizer, self.rng)
        except Exception as trouble:
            raise BadInput(f"{path} cannot be gone on with: {trouble}. Train anew, without --resume.") from None
        self.curve = curve.load(self.folder, self.done)

    def lr(self, it: int) -> float:
        """Return the learning rate of a step, by the student's own schedule."""
        s = self.settings
        return self.own.get_lr(it, s.lr, FLOOR * s.lr, s.warmup, s.planned)

    def train(self, told: Callable[[int, float], None]) -> bool:
        """Take the steps that are left, telling how many are done and each one's loss; return whether all were taken.

        Ctrl-C ends it early; what was trained is in the folder in either case.
        """
        model, data, block_size = self.batches
        settings, start = self.settings, self.done

        def on_step(it: int, loss: float, norm: float) -> None:
            self.curve.rows.append((it, loss, norm, self.optimizer.lr))
            if not math.isfinite(loss):
                raise BadInput(f"The loss of step {it + 1} is {loss}: the training has run away. Try a smaller --lr.")
            if (it + 1) % EVERY == 0:
                self.curve.save(self.folder)
            told(it + 1, loss)

        losses = self._asked(
            self.own.train,
            *(model, self.optimizer, data),
            **{"steps": settings.steps, "batch_size": settings.batch_size, "block_size": block_size, "start": start},
            **{"lr": self.lr, "max_norm": MAX_NORM, "rng": self.rng, "on_step": on_step},
            **{"checkpoint": self.folder / STATE, "every": EVERY},
        )
        self.done = start + len(losses)
        for it in range(self.curve.rows[-1][0] + 1 if self.curve.rows else start, self.done):
            self.curve.rows.append((it, losses[it - start], None, self.lr(it)))  # Ctrl-C came before on_step
        self.curve.save(self.folder)
        self.save()
        return self.done >= settings.steps

    def checkpoint(self) -> Checkpoint:
        """Return the model as it stands."""
        c = self.shape
        config = Config(c.n_layer, c.n_head, c.n_embd, c.vocab_size, c.block_size, c.gelu, c.eps)
        return Checkpoint(config, parameter_values(self.model))

    def save(self) -> None:
        """Write the model as a checkpoint that `grader run` and `grader generate` load."""
        save(self.checkpoint(), self.folder)
        if isinstance(self.work.vocabulary, Characters):
            self.work.vocabulary.save(self.folder)

    def _asked(self, function: Callable, *arguments: Any, **options: Any) -> Any:
        """Call a piece; what goes wrong at a line of the pieces is said in words."""
        try:
            return function(*arguments, **options)
        except BadInput:
            raise
        except Exception as trouble:
            told = self.own.blame(trouble)
            if not told:
                raise
            raise BadInput(f"One of the pieces failed: {told}") from None

    def logits(self, ids: np.ndarray) -> np.ndarray:
        """Return the model's logits (B, T, V) for ids (B, T)."""
        with self._no_grad():
            return self._asked(self.model.logits, ids).data

    def validate(self) -> tuple[float, int]:
        """Return the mean loss on what was held out of a text, in windows of the model's places, and its tokens."""
        held, T = self.work.validation[: VALIDATED + 1].astype(np.int64), self.shape.block_size
        scored = len(held) - 1
        whole = max(0, scored // T * T)
        x, y = held[:whole].reshape(-1, T), held[1 : whole + 1].reshape(-1, T)  # (n, T): each token a target once
        size = self.settings.batch_size
        batches = [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]
        if whole < scored:
            batches.append((held[None, whole:-1], held[None, whole + 1 :]))  # (1, t): what is left
        with self._no_grad():
            total = sum(self._asked(self.model.loss, *batch).item() * batch[0].size for batch in batches)
        return (total / scored if batches else math.nan), max(0, scored)

    def _no_grad(self) -> Any:
        return self.own.module_of("Tensor").no_grad()


def work_of(settings: TrainingSettings, folder: Path) -> TrainingTask | TrainingText:
    """Return what the settings say is to be learnt."""
    if settings.kind == "sort":
        return tasks.sort(settings.letters, settings.symbols)
    if settings.kind == "add":
        return tasks.add()
    if settings.prepared:
        return texts.prepared(Path(settings.source))
    if settings.kind == "characters":
        return texts.characters(Path(settings.source))
    return texts.by_tokens(Path(settings.source), folder / "tokens")
