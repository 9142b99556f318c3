"""A training run: a GPT of the pieces, trained step after step, resumable, and saved as a checkpoint."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from grader.errors import BadInput
from grader.lab.model.gpt_parameters import parameter_values
from grader.lab.model.piece_set import PieceSet
from grader.lab.training import curve, tasks, texts
from grader.lab.training.settings import MIN_LR_SHARE, TrainingSettings
from grader.lab.training.tasks import TaskModel, TrainingTask
from grader.lab.training.texts import TrainingText
from grader.lab.training.vocabulary import Characters
from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint, save

STATE_FILE = "training.npz"
"""Where `train` saves the model, the optimizer and the random generator."""

RUN_FILES = (STATE_FILE, "curve.json", "curve.png", "config.json", "model.safetensors", "vocab.json", "run.json")
"""What a run leaves in its folder."""

SAVE_EVERY = 250
"""Steps between saves of the state."""

BETAS, WEIGHT_DECAY, MAX_NORM = (0.9, 0.99), 0.1, 1.0
"""Of AdamW and of gradient clipping, as nanoGPT has them for small models."""

SMALL = 1_000_000
"""Parameters below which one BLAS thread is quickest: more wait for each other longer than the products take."""

MAX_VALIDATION_TOKENS = 100_000
"""Tokens scored at the end, at most: more would hardly change the mean."""


class TrainingRun:
    """A model in training, saved in `folder`. An error at a line of the student's pieces is raised as BadInput."""

    def __init__(
        self, pieces: PieceSet, settings: TrainingSettings, folder: Path, data: TrainingTask | TrainingText
    ) -> None:
        self.pieces, self.settings, self.folder, self.data = pieces, settings, folder, data
        self.curve = curve.Curve()
        block_size = data.ids.shape[1] if isinstance(data, TrainingTask) else settings.block_size
        sizes = {name: getattr(settings, name) for name in ("n_layer", "n_head", "n_embd")}
        try:
            self.config = pieces.GPTConfig(vocab_size=len(data.vocabulary), block_size=block_size, **sizes)
        except ValueError as error:
            raise BadInput(f"No model has these sizes: {error}.") from None
        if self.config.n_parameters < SMALL and "OPENBLAS_NUM_THREADS" not in os.environ:
            threadpool_limits(1)
        self.model = pieces.GPT(self.config, rng=self._rng(0), dtype=np.float32)
        self.optimizer = pieces.AdamW(self.model.parameters(), lr=settings.lr, betas=BETAS, weight_decay=WEIGHT_DECAY)
        self.rng = self._rng(1)
        self._train_arguments = self._prepare()
        self.done = 0

    def _rng(self, use: int) -> np.random.Generator:
        return np.random.default_rng([self.settings.seed, use])

    def _prepare(self) -> tuple[Any, np.ndarray, int]:
        """Return the model, the data and the block size for `train`. Raises BadInput where the text is too short."""
        if isinstance(self.data, TrainingTask):
            return TaskModel(self.model, self.data), self.data.data, 1
        if len(self.data.train) <= self.config.block_size:
            raise BadInput(
                f"The text has {len(self.data.train):,} tokens to train on; a window of --block-size "
                f"{self.config.block_size} and its last target take {self.config.block_size + 1}."
            )
        return self.model, self.data.train, self.config.block_size

    @property
    def tokens_per_step(self) -> int:
        """The tokens that the model reads in one step."""
        return self.settings.batch_size * self.config.block_size

    def resume(self) -> None:
        """Load the state of the run in the folder. Raises BadInput where there is none, or none that fits."""
        path = self.folder / STATE_FILE
        if not path.is_file():
            raise BadInput(
                f"{self.folder} has no run to go on with: there is no {STATE_FILE}. Train without --resume first."
            )
        load_checkpoint = self.pieces.module("train").load_checkpoint
        try:
            self.done = load_checkpoint(path, self.model, self.optimizer, self.rng)
        except Exception as error:
            raise BadInput(f"{path} cannot be gone on with: {error}. Train anew, without --resume.") from None
        self.curve = curve.load(self.folder, self.done)

    def lr(self, it: int) -> float:
        """Return the learning rate of a step, by the pieces' schedule."""
        s = self.settings
        return self.pieces.get_lr(it, s.lr, MIN_LR_SHARE * s.lr, s.warmup, s.planned)

    def train(self, on_progress: Callable[[int, float], None]) -> bool:
        """Take the steps that are left; return False where Ctrl-C ended it early. It is saved in either case.

        `on_progress` is called after each step with the number of steps done and the step's loss.
        """
        model, data, block_size = self._train_arguments
        settings, start = self.settings, self.done

        def on_step(it: int, loss: float, norm: float) -> None:
            self.curve.rows.append((it, loss, norm, self.optimizer.lr))
            if not math.isfinite(loss):
                raise BadInput(f"The loss of step {it + 1} is {loss}: the training has run away. Try a smaller --lr.")
            if (it + 1) % SAVE_EVERY == 0:
                self.curve.save(self.folder)
            on_progress(it + 1, loss)

        losses = self._call(
            self.pieces.train,
            *(model, self.optimizer, data),
            **{"steps": settings.steps, "batch_size": settings.batch_size, "block_size": block_size, "start": start},
            **{"lr": self.lr, "max_norm": MAX_NORM, "rng": self.rng, "on_step": on_step},
            **{"checkpoint": self.folder / STATE_FILE, "every": SAVE_EVERY},
        )
        self.done = start + len(losses)
        for it in range(self.curve.rows[-1][0] + 1 if self.curve.rows else start, self.done):
            self.curve.rows.append((it, losses[it - start], None, self.lr(it)))  # Ctrl-C came before on_step
        self.curve.save(self.folder)
        self.save()
        return self.done >= settings.steps

    def checkpoint(self) -> Checkpoint:
        """Return the model as it is now."""
        c = self.config
        config = Config(c.n_layer, c.n_head, c.n_embd, c.vocab_size, c.block_size, c.gelu, c.eps)
        return Checkpoint(config, parameter_values(self.model))

    def save(self) -> None:
        """Save the model as a checkpoint that `grader run` and `grader generate` load."""
        save(self.checkpoint(), self.folder)
        if isinstance(self.data.vocabulary, Characters):
            self.data.vocabulary.save(self.folder)

    def _call(self, piece: Callable, *arguments: Any, **options: Any) -> Any:
        """Call a piece. Raises BadInput for an error at a line of the pieces."""
        try:
            return piece(*arguments, **options)
        except BadInput:
            raise
        except Exception as error:
            message = self.pieces.explain(error)
            if not message:
                raise
            raise BadInput(f"One of the pieces failed: {message}") from None

    def logits(self, ids: np.ndarray) -> np.ndarray:
        """Ids (B, T) -> the model's logits (B, T, V)."""
        with self._no_grad():
            return self._call(self.model.logits, ids).data

    def validate(self) -> tuple[float, int]:
        """Return the mean loss on what was held out of a text, in windows of the block size, and the tokens scored."""
        held_out, T = self.data.validation[: MAX_VALIDATION_TOKENS + 1].astype(np.int64), self.config.block_size
        scored = len(held_out) - 1
        whole = max(0, scored // T * T)
        x, y = held_out[:whole].reshape(-1, T), held_out[1 : whole + 1].reshape(-1, T)  # (n, T): each a target once
        size = self.settings.batch_size
        batches = [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]
        if whole < scored:
            batches.append((held_out[None, whole:-1], held_out[None, whole + 1 :]))  # (1, t): what is left
        with self._no_grad():
            total = sum(self._call(self.model.loss, *batch).item() * batch[0].size for batch in batches)
        return (total / scored if batches else math.nan), max(0, scored)

    def _no_grad(self) -> Any:
        return self.pieces.module("Tensor").no_grad()


def load_data(settings: TrainingSettings, folder: Path) -> TrainingTask | TrainingText:
    """Return what the settings say is to be learnt; a text's tokens are kept in the run's folder. Raises BadInput."""
    if settings.kind == "sort":
        return tasks.sort(settings.letters, settings.symbols)
    if settings.kind == "add":
        return tasks.add()
    if settings.prepared:
        return texts.read_prepared(Path(settings.source))
    if settings.kind == "characters":
        return texts.read_characters(Path(settings.source))
    return texts.read_tokens(Path(settings.source), folder / "tokens")
