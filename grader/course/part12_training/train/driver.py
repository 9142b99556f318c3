"""Driver: train. Trains a stand-in model once without a break, and once stopped and continued from the checkpoint."""

import math
import tempfile
import zipfile
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from grader.course.drivers.checkpoint_files import moves_within, require_arrays, require_no_other_file
from grader.course.drivers.ctrl_c import on_main_thread, press_ctrl_c, raises_keyboard_interrupt
from grader.course.drivers.errors import require_value_error
from grader.course.drivers.module_lookup import lookup
from grader.course.drivers.stand_ins import Bigram, Momentum, Other


def drive(train, rate, seed, stop, at, every, steps, batch_size, block_size, max_norm, W, b, tokens, asked):
    """Train without a break; then train again, stopped after `at` steps in the way `stop`, and continue.

    Returns, of the training without a break and of the other one, the losses and the parameters, and of the first its
    learning rates and norms. `bits_differ` counts the losses and parameters that are not bit-identical in both. `its`
    are the step numbers that on_step was given. `steps_lost` is how many whole steps are not in the checkpoint after
    the stop, and `saved_at` what load_checkpoint returns at the end.

    `asked` names what is asked besides: "a path as text", "stale gradients" (left in .grad before each training),
    "another disk" (files move within the checkpoint's folder alone), "arrays" (np.load reads the file without pickle),
    "another model" (load_checkpoint refuses it, and changes nothing).
    """
    load_checkpoint = lookup(train, "load_checkpoint")
    sizes = {"steps": steps, "batch_size": batch_size, "block_size": block_size, "max_norm": max_norm}
    tokens = tokens.astype(np.uint16)
    tokens.flags.writeable = False

    def new_run(model, seed):
        return Run(train, model, tokens, rate, seed, sizes, stale=asked == "stale gradients")

    unbroken, stopped = new_run(Bigram(W, b), seed), new_run(Bigram(W, b), seed)
    continued, last = new_run(Bigram(0 * W, 0 * b), seed + 1), new_run(Bigram(0 * W, 0 * b), seed + 1)
    losses = unbroken.train(every=every)
    with tempfile.TemporaryDirectory() as folder, moves_within(folder) if asked == "another disk" else nullcontext():
        path = Path(folder, "checkpoint.npz" if asked != "a path as text" else "run.ckpt")
        given = str(path) if asked == "a path as text" else path
        with raises_keyboard_interrupt():
            curve = STOPS[stop](stopped, at, {"checkpoint": given, "every": every})
        start = _load(load_checkpoint, given, continued)
        require_no_other_file(path)
        first_file, first_content = path.stat().st_ino, path.read_bytes()
        told = {} if stop == "at its end" else {"on_step": None}
        curve = curve[:start] + continued.train(start=start, checkpoint=given, **told)
        if not told and continued.its != [*range(start, steps)]:
            raise ValueError(f"on_step is told of steps {continued.its}; with start={start} they begin with {start}")
        if asked == "another disk" and path.stat().st_ino == first_file and path.read_bytes() != first_content:
            raise ValueError("the checkpoint is written over where it stands; write beside it, then replace it")
        saved_at = _load(load_checkpoint, given, last)
        if asked == "arrays":
            require_arrays(path)
        if asked == "another model":
            for other in _other_models(W, b):
                run = new_run(other, seed)
                run.optimizer = new_run(Bigram(W, b), seed).optimizer  # whose state fits: it is the model that does not
                _require_refused(load_checkpoint, path, run)
    pairs = [*zip(unbroken.model.parameters(), continued.model.parameters(), strict=True)]
    differ = sum(a != z for a, z in zip(losses, curve, strict=False)) + abs(len(losses) - len(curve))
    differ += sum(int(np.sum(one.data != other.data)) for one, other in pairs)
    rows = (np.array(row, dtype=W.dtype) for row in (losses, unbroken.optimizer.rates, unbroken.norms, curve))
    params = (*unbroken.model.parameters(), *continued.model.parameters())
    its = np.array(unbroken.its, dtype=W.dtype)
    return *rows, *(p.data for p in params), float(differ), its, stopped.whole_steps - start, saved_at


class Run:
    """One training: a model, an optimizer and a generator, with what on_step was given (`its`, `losses`, `norms`).

    `rate` is (lr, fall): a constant lr where `fall` is None, else lr / (1 + fall it). `at_moment(name)` is called at
    the moments of a step, those of the stand-ins and "lr" and "on_step"; a test stops the training in it.
    """

    def __init__(self, train, model, tokens, rate, seed, sizes, stale):
        base, fall = rate
        self.train_function, self.model, self.tokens, self.sizes = train, model, tokens, sizes
        self.lr = None if fall is None else lambda it: self.rate(base / (1 + fall * it))
        self.optimizer = Momentum(model.parameters(), base if fall is None else math.nan)
        self.rng = np.random.default_rng(seed)
        self.its, self.losses, self.norms, self.at_moment = [], [], [], lambda name: None
        model.at_moment = self.optimizer.at_moment = self.reach
        for parameter in model.parameters() if stale else ():
            parameter.accumulate_grad(np.ones_like(parameter.data))

    @property
    def whole_steps(self):
        """How many steps the optimizer has completed."""
        return len(self.optimizer.rates)

    def train(self, **options):
        """Train, and return the losses. Raises TypeError unless they are a list of floats."""
        options = {"rng": self.rng, "lr": self.lr, "on_step": self.on_step} | self.sizes | options
        losses = self.train_function(self.model, self.optimizer, self.tokens, **options)
        if not isinstance(losses, list) or not all(isinstance(loss, (float, np.floating)) for loss in losses):
            raise TypeError("return a list of floats: loss.item() is one, the loss itself holds a whole graph")
        return [float(loss) for loss in losses]

    def on_step(self, it, loss, norm):
        """Log a step."""
        if not isinstance(it, (int, np.integer)):
            raise TypeError(f"on_step(it, loss, norm) is told the step's number; what came is a {type(it).__name__}")
        self.its.append(int(it))
        self.losses.append(float(loss))
        self.norms.append(float(norm))
        self.reach("on_step")

    def rate(self, rate):
        """Return the learning rate asked for."""
        self.reach("lr")
        return rate

    def reach(self, moment):
        """Tell `at_moment` what is going on."""
        self.at_moment(moment)


def _end(run, at, saving):
    """Let the training end after `at` steps."""
    return run.train(**saving, steps=at)


def _by_ctrl_c(moment):
    """Return a stop that presses Ctrl-C at a moment, once `at` steps are whole."""

    def stop(run, at, saving):
        # Elsewhere than on the main thread nobody can hold Ctrl-C back, so it comes where that is not needed.
        pressed, chosen = [], moment if on_main_thread() else "backward"

        def at_moment(name):
            if name == chosen and run.whole_steps >= at and not pressed:
                pressed.append(True)
                press_ctrl_c()

        run.at_moment = at_moment
        try:
            losses = run.train(**saving)
        except KeyboardInterrupt:
            raise RuntimeError("Ctrl-C comes out of train as an error; save what was trained and return it") from None
        if len(losses) != run.whole_steps:
            raise ValueError(f"Ctrl-C came, and {run.whole_steps} steps are whole; train returned {len(losses)} losses")
        if run.whole_steps > at + 1:
            raise ValueError(f"Ctrl-C came in step {at}; train went on, and took {run.whole_steps} steps")
        return losses

    return stop


class Crash(Exception):
    """Any error but KeyboardInterrupt, raised while training."""


def _crash(run, at, saving):
    """Raise an error after `at` steps, which train has to pass on; what was saved before is still there."""

    def at_moment(name):
        if name == "on_step" and len(run.losses) == at:
            raise Crash

    run.at_moment = at_moment
    try:
        run.train(**saving)
    except Crash:
        return run.losses
    raise RuntimeError("an error that is no KeyboardInterrupt was raised while training, and train keeps it to itself")


def _full_disk(run, at, saving):
    """Let every save after `at` steps fail while it is being written; the checkpoint before it has to survive."""

    def at_moment(name):
        run.optimizer.disk_full = run.whole_steps > at

    run.at_moment = at_moment
    try:
        run.train(**saving)
    except (OSError, TypeError, ValueError):
        return run.losses
    raise RuntimeError("the disk was full, and train says nothing of it")


STOPS = {
    "at its end": _end,
    "by Ctrl-C after a step": _by_ctrl_c("on_step"),
    "by Ctrl-C within a step": _by_ctrl_c("backward"),
    "by Ctrl-C in lr": _by_ctrl_c("lr"),
    "by Ctrl-C in loss": _by_ctrl_c("loss"),
    "by Ctrl-C in step": _by_ctrl_c("step"),
    "by Ctrl-C in item": _by_ctrl_c("item"),
    "by Ctrl-C in a save": _by_ctrl_c("state"),
    "by a crash": _crash,
    "by a full disk": _full_disk,
}
"""How a training is stopped: stop(run, at, saving) trains until then, and returns the losses so far."""


def _load(load_checkpoint, path, run):
    """Load a checkpoint into a run, and return the step to continue with."""
    if not Path(path).is_file():
        raise FileNotFoundError("there is no checkpoint where train was to save one")
    try:
        return int(load_checkpoint(path, run.model, run.optimizer, run.rng))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"the checkpoint cannot be loaded ({type(error).__name__}: {error}). Where a save fails half way, the one "
            "before has to stand: write beside it, then replace it"
        ) from None


def _other_models(W, b):
    """Return models with a parameter of another shape, another name, one too many, and one missing."""
    arrays = ({"W": np.stack([W, W]), "b": b}, {"W": W, "bias": b}, {"W": W, "b": b, "c": b}, {"b": b})
    return [Other(**named) for named in arrays]


def _require_refused(load_checkpoint, path, run):
    """Raise TypeError unless load_checkpoint raises a ValueError, and ValueError where it has changed anything."""

    def state():
        arrays = [p.data.tobytes() for p in run.model.parameters()] + [v.tobytes() for v in run.optimizer.velocity]
        return arrays, run.rng.bit_generator.state

    before = state()
    names = ", ".join(f"{name} {p.shape}" for name, p in run.model.named_parameters())
    asked = f"a checkpoint was loaded into another model, of {names}"
    require_value_error(asked, lambda: load_checkpoint(path, run.model, run.optimizer, run.rng), in_words=True)
    if state() != before:
        raise ValueError(f"{asked}: it was refused, and something had been changed before. Look first, change then")
