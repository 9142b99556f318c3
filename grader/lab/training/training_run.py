"""A training run: a GPT of the pieces, trained step after step, resumable, and saved as a checkpoint."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import BadInput
from grader.lab.model.device import CPU, Device, ModelOnDevice, on_host
from grader.lab.model.gpt_parameters import parameter_values, parameters
from grader.lab.model.piece_set import PieceSet
from grader.lab.training import curve, estimates
from grader.lab.training.accumulation import AccumulatingModel
from grader.lab.training.estimates import Estimate
from grader.lab.training.fine_tuning import StartingPoint, require_same, save_vocabulary
from grader.lab.training.run_files import STATE_FILE
from grader.lab.training.settings import MIN_LR_SHARE, TrainingSettings
from grader.lab.training.tasks import TaskModel, TrainingTask
from grader.lab.training.texts import TrainingText
from grader.runner.platform import HAS_THREADS
from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint, save

SAVE_EVERY = 250
"""Steps between saves of the state."""

BETAS, MAX_NORM = (0.9, 0.99), 1.0
"""Of AdamW and of gradient clipping, as nanoGPT has them for small models."""

SMALL = 1_000_000
"""Parameters below which one BLAS thread is quickest: more wait for each other longer than the products take."""

MAX_VALIDATION_TOKENS = 100_000
"""Tokens scored at the end, at most: more would hardly change the mean."""


class TrainingRun:
    """A model in training, saved in `folder`. An error at a line of the student's pieces is raised as BadInput."""

    def __init__(
        self,
        pieces: PieceSet,
        settings: TrainingSettings,
        folder: Path,
        data: TrainingTask | TrainingText,
        start: StartingPoint | None = None,
    ) -> None:
        self.pieces, self.settings, self.folder, self.data, self.start = pieces, settings, folder, data, start
        self.curve, self.estimates = curve.Curve(), list[Estimate]()
        self.window = data.ids.shape[1] if isinstance(data, TrainingTask) else settings.block_size
        try:
            self.config = pieces.GPTConfig(**self._sizes())
        except ValueError as error:
            raise BadInput(f"No model has these sizes: {error}.") from None
        if self.config.n_parameters < SMALL and HAS_THREADS and "OPENBLAS_NUM_THREADS" not in os.environ:
            from threadpoolctl import threadpool_limits  # a browser, which has no threads, lacks it

            threadpool_limits(1)
        self.model = pieces.GPT(self.config, rng=self._rng(0), dtype=np.float32)
        self.optimizer = self._optimizer()
        if start:
            for name, tensor in parameters(self.model).items():
                tensor.data[...] = start.checkpoint.params[name]
        self.rng = self._rng(1)
        self._train_arguments, self.done, self.device = self._prepare(), 0, CPU

    def _optimizer(self) -> Any:
        s = self.settings
        return self.pieces.AdamW(self.model.parameters(), lr=s.lr, betas=BETAS, weight_decay=s.weight_decay)

    def move(self, device: Device) -> None:
        """Go on with the training on a device: the parameters and the optimizer's averages are moved there."""
        self.device = device
        self.model, state = ModelOnDevice(self.model, device), self.optimizer.state()
        self.optimizer, self._train_arguments = self._optimizer(), self._prepare()
        averages = {name: device.put(array) for name, array in state.items() if isinstance(array, np.ndarray)}
        self._call(self.optimizer.load_state, state | averages)

    def _rng(self, use: int) -> np.random.Generator:
        return np.random.default_rng([self.settings.seed, use])

    def _sizes(self) -> dict[str, Any]:
        """Return the fields of the model's config. Raises BadInput where the checkpoint does not fit."""
        if not self.start:
            sizes = {name: getattr(self.settings, name) for name in ("n_layer", "n_head", "n_embd")}
            return sizes | {"vocab_size": len(self.data.vocabulary), "block_size": self.window}
        require_same(self.start, self.data.vocabulary, self.settings.source or f"--task {self.settings.kind}")
        return self.start.sizes(self.window)

    def _prepare(self) -> tuple[Any, np.ndarray, int]:
        """Return the model, the data and the block size for `train`. Raises BadInput where the text is too short."""
        if isinstance(self.data, TrainingTask):
            model, data, length = TaskModel(self.model, self.data), self.data.rows(self.data.train), 1
        else:
            model, data, length = self.model, self.data.train, self.window
        if len(data) <= length:
            raise BadInput(
                f"The text has {len(data):,} tokens to train on; a window of --block-size {length} and its last target "
                f"take {length + 1}."
            )
        return model, data, length

    @property
    def tokens_per_step(self) -> int:
        """The tokens that the model reads in one step."""
        return self.settings.sequences * self.window

    @property
    def decays(self) -> tuple[int, int]:
        """How many numbers the optimizer decays and how many not: nanoGPT's two groups, by the axes of an array."""
        sizes = [(p.data.ndim >= 2, p.data.size) for p in self.optimizer.parameters]
        return sum(size for decays, size in sizes if decays), sum(size for decays, size in sizes if not decays)

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
        self.estimates = estimates.load(self.folder, self.done)

    def lr(self, it: int) -> float:
        """Return the learning rate of a step, by the pieces' schedule."""
        s = self.settings
        return self.pieces.get_lr(it, s.lr, MIN_LR_SHARE * s.lr, s.warmup, s.planned)

    def train(
        self, on_progress: Callable[[int, float], None], on_estimate: Callable[[Estimate], None] = lambda _: None
    ) -> bool:
        """Take the steps that are left; return False where Ctrl-C ended it early. It is saved in either case.

        `on_progress` is called after each step with the number of steps done and the step's loss, `on_estimate` with
        each estimate.
        """
        model, data, block_size = self._train_arguments
        settings, start, steps = self.settings, self.done, self.settings.steps
        if settings.accumulate > 1:
            model = AccumulatingModel(model, settings.accumulate, self._no_grad)
        try:
            self._estimate(start, on_estimate)
        except KeyboardInterrupt:
            steps = start  # `train` takes no step, and saves

        def on_step(it: int, loss: float, norm: float) -> None:
            self.curve.rows.append((it, loss, norm, self.optimizer.lr))
            if not math.isfinite(loss):
                raise BadInput(f"The loss of step {it + 1} is {loss}: the training has run away. Try a smaller --lr.")
            if (it + 1) % SAVE_EVERY == 0:
                self.curve.save(self.folder)
            on_progress(it + 1, loss)
            self._estimate(it + 1, on_estimate)

        losses = self._call(
            self.pieces.train,
            *(model, self.optimizer, data),
            **{"steps": steps, "batch_size": settings.sequences, "block_size": block_size, "start": start},
            **{"lr": self.lr, "max_norm": MAX_NORM, "rng": self.rng, "on_step": on_step},
            **{"checkpoint": self.folder / STATE_FILE, "every": SAVE_EVERY},
        )
        self.done = start + len(losses)
        for it in range(self.curve.rows[-1][0] + 1 if self.curve.rows else start, self.done):
            self.curve.rows.append((it, losses[it - start], None, self.lr(it)))  # Ctrl-C came before on_step
        self.curve.save(self.folder)
        self.save()
        return self.done >= settings.steps and not self._is_due(self.done)  # Ctrl-C may come in the last estimate

    def _estimate(self, step: int, on_estimate: Callable[[Estimate], None]) -> None:
        """Estimate the losses where they are due after `step` steps; keep the model where it is the best so far.

        The batches are drawn by a generator of the step's own: the training's is left as it is, and a run that goes on
        from before the step draws the same.
        """
        if not self._is_due(step):
            return
        estimate = Estimate(step, *(self._mean_loss(data, step, use) for use, data in enumerate(self._splits())))
        if estimates.best([*self.estimates, estimate]) is estimate:
            self.save(self.folder / estimates.BEST)  # before it is on record that it was
        self.estimates.append(estimate)
        estimates.save(self.estimates, self.folder)
        on_estimate(estimate)

    def _is_due(self, step: int) -> bool:
        every = self.settings.eval_every
        return bool(every) and step % every == 0 and all(e.step != step for e in self.estimates)

    def _splits(self) -> tuple[np.ndarray, np.ndarray]:
        if isinstance(self.data, TrainingTask):
            return self.data.rows(self.data.train), self.data.rows(self.data.held_out)
        return self.data.train, self.data.validation

    def _mean_loss(self, data: np.ndarray, step: int, use: int) -> float | None:
        """Return the mean loss on batches drawn of `data`; None where it has no window."""
        model, _, length = self._train_arguments
        if len(data) <= length:
            return None
        batch = (data, self.settings.batch_size, length, np.random.default_rng([self.settings.seed, 3, step, use]))
        drawn = (self._call(self.pieces.get_batch, *batch) for _ in range(self.settings.eval_batches))
        with self._no_grad():
            return float(np.mean([self._call(model.loss, *pair).item() for pair in drawn]))

    def checkpoint(self) -> Checkpoint:
        """Return the model as it is now."""
        c = self.config
        sizes = (c.n_layer, c.n_head, c.n_embd, c.vocab_size, c.block_size)
        return Checkpoint(Config(*sizes, c.gelu, c.eps), parameter_values(self.model))

    def save(self, folder: Path | None = None) -> None:
        """Save the model as a checkpoint, in the run's folder or another, that `grader run` and `generate` load."""
        save(self.checkpoint(), folder or self.folder)
        save_vocabulary(self.data.vocabulary, self.folder, folder or self.folder)

    def _call(self, piece: Callable, *arguments: Any, **options: Any) -> Any:
        """Call a piece. Raises BadInput for an error at a line of the pieces."""
        with self.pieces.errors_told(self.device.hint):
            return piece(*arguments, **options)

    def logits(self, ids: np.ndarray) -> np.ndarray:
        """Ids (B, T) -> the model's logits (B, T, V)."""
        with self._no_grad():
            return on_host(self._call(self.model.logits, ids).data)

    def validate(self) -> tuple[float, int]:
        """Return the mean loss on what was held out of a text, in windows of the block size, and the tokens scored."""
        held_out = self.data.validation[: MAX_VALIDATION_TOKENS + 1].astype(np.int64)
        batches = estimates.batches(held_out, self.window, self.settings.batch_size)
        scored = sum(x.size for x, _ in batches)
        with self._no_grad():
            total = sum(self._call(self.model.loss, x, y).item() * x.size for x, y in batches)
        return (total / scored if scored else math.nan), scored

    def _no_grad(self) -> Any:
        return self.pieces.module("Tensor").no_grad()
