"""Driver: train. Trains a stand-in model once without a break, and once stopped and continued from the checkpoint."""

import math
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from grader.course.drivers.module_lookup import lookup
from grader.course.drivers.stand_ins import Bigram, Momentum, Renamed


def drive(train, rate, seed, stop, at, every, steps, batch_size, block_size, max_norm, W, b, tokens):
    """Train without a break; then train again, stopped after `at` steps in the way `stop`, and continue.

    Returns, of the training without a break and of the other one, the losses and the parameters, and of the first its
    learning rates and norms. `bits_differ` counts the losses that are not bit-identical in both. `its` are the step
    numbers that on_step was given. `resumed_at` and `saved_at` are what load_checkpoint returns after the stop and at
    the end. `others_refused` counts the models of other parameters that load_checkpoint refuses.
    """
    load_checkpoint = lookup(train, "load_checkpoint")
    sizes = {"steps": steps, "batch_size": batch_size, "block_size": block_size, "max_norm": max_norm}

    def new_run(W, b, seed):
        return Run(train, Bigram(W, b), tokens.astype(np.uint16), rate, seed, sizes)

    unbroken, stopped, continued = new_run(W, b, seed), new_run(W, b, seed), new_run(0 * W, 0 * b, seed + 1)
    losses = unbroken.train(every=every)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "checkpoint.npz")
        curve = STOPS[stop](stopped, at, {"checkpoint": path, "every": every})
        start = _load(load_checkpoint, path, continued)
        _require_no_other_file(path)
        curve = curve[:start] + continued.train(start=start, on_step=None, checkpoint=path)
        saved_at = _load(load_checkpoint, path, new_run(0 * W, 0 * b, seed + 1))
        others = (Bigram(np.stack([W, W]), b), Renamed(W, b))
        refused = sum(_refuses(load_checkpoint, path, Run(train, o, tokens, rate, seed, sizes)) for o in others)
    differ = sum(a != z for a, z in zip(losses, curve, strict=False)) + abs(len(losses) - len(curve))
    rows = (np.array(row, dtype=W.dtype) for row in (losses, unbroken.optimizer.rates, unbroken.norms, curve))
    params = (*unbroken.model.parameters(), *continued.model.parameters())
    its = np.array(unbroken.its, dtype=W.dtype)
    return *rows, *(p.data for p in params), float(differ), its, start, saved_at, refused


class Run:
    """One training: a model, an optimizer and a generator, with what on_step was given (`its`, `losses`, `norms`).

    `rate` is (lr, fall): a constant lr where `fall` is None, else lr / (1 + fall it). `after_step(run)` is called at
    the end of every step; a test raises in it, to stop the training.
    """

    def __init__(self, train, model, tokens, rate, seed, sizes):
        base, fall = rate
        self.train_function, self.model, self.tokens, self.sizes = train, model, tokens, sizes
        self.lr = None if fall is None else lambda it: base / (1 + fall * it)
        self.optimizer = Momentum(model.parameters(), base if fall is None else math.nan)
        self.rng = np.random.default_rng(seed)
        self.its, self.losses, self.norms, self.after_step = [], [], [], lambda run: None

    def train(self, **options):
        """Train, and return the losses. Raises TypeError unless they are a list of floats."""
        options = {"rng": self.rng, "lr": self.lr, "on_step": self.on_step} | self.sizes | options
        losses = self.train_function(self.model, self.optimizer, self.tokens, **options)
        if not isinstance(losses, list) or not all(isinstance(loss, (float, np.floating)) for loss in losses):
            raise TypeError("return a list of floats: loss.item() is one, the loss itself holds a whole graph")
        return [float(loss) for loss in losses]

    def on_step(self, it, loss, norm):
        """Log a step, then call `after_step`."""
        if not isinstance(it, (int, np.integer)):
            raise TypeError(f"on_step(it, loss, norm) is told the step's number; what came is a {type(it).__name__}")
        self.its.append(int(it))
        self.losses.append(float(loss))
        self.norms.append(float(norm))
        self.after_step(self)


def _end(run, at, saving):
    """Let the training end after `at` steps."""
    return run.train(**saving, steps=at)


def _ctrl_c_after_a_step(run, at, saving):
    def after_step(run):
        if len(run.losses) == at:
            raise KeyboardInterrupt

    run.after_step = after_step
    return _train_until_ctrl_c(run, at, saving)


def _ctrl_c_within_a_step(run, at, saving):
    """Raise KeyboardInterrupt in the backward of the step after `at` whole ones."""
    run.model.interrupt_after = at
    return _train_until_ctrl_c(run, at, saving)


def _train_until_ctrl_c(run, at, saving):
    """Return the losses before a KeyboardInterrupt, which train may not pass on."""
    try:
        losses = run.train(**saving)
    except KeyboardInterrupt:
        raise RuntimeError("Ctrl-C comes out of train as an error; save what was trained and return it") from None
    if len(losses) != at:
        raise ValueError(f"Ctrl-C came after {at} whole steps; train returned {len(losses)} losses")
    return losses


class Crash(Exception):
    """Any error but KeyboardInterrupt, raised while training."""


def _crash(run, at, saving):
    """Raise an error after `at` steps, which train has to pass on; what was saved before is still there."""

    def after_step(run):
        if len(run.losses) == at:
            raise Crash

    run.after_step = after_step
    try:
        run.train(**saving)
    except Crash:
        return run.losses
    raise RuntimeError("an error that is no KeyboardInterrupt was raised while training, and train keeps it to itself")


def _full_disk(run, at, saving):
    """Let every save after `at` steps fail while it is being written; the checkpoint before it has to survive."""

    def after_step(run):
        run.optimizer.disk_full = len(run.losses) >= at

    run.after_step = after_step
    try:
        run.train(**saving)
    except (OSError, TypeError, ValueError):
        return run.losses
    raise RuntimeError("the disk was full, and train says nothing of it")


STOPS = {
    "at its end": _end,
    "by Ctrl-C after a step": _ctrl_c_after_a_step,
    "by Ctrl-C within a step": _ctrl_c_within_a_step,
    "by a crash": _crash,
    "by a full disk": _full_disk,
}
"""How a training is stopped: stop(run, at, saving) trains until then, and returns the losses so far."""


def _load(load_checkpoint, path, run):
    """Load a checkpoint into a run, and return the step to continue with."""
    if not path.is_file():
        raise FileNotFoundError("there is no checkpoint where train was to save one")
    try:
        return int(load_checkpoint(path, run.model, run.optimizer, run.rng))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"the checkpoint cannot be loaded ({type(error).__name__}: {error}). Where a save fails half way, the one "
            "before has to stand: write beside it, then replace it"
        ) from None


def _refuses(load_checkpoint, path, run):
    """Whether loading into a model of other parameters raises a ValueError with a message."""
    try:
        load_checkpoint(path, run.model, run.optimizer, run.rng)
    except ValueError as error:
        return bool(str(error))
    return False


def _require_no_other_file(path):
    others = sorted(other.name for other in path.parent.iterdir() if other != path)
    if others:
        raise ValueError(f"{', '.join(others)} is left beside the checkpoint")
