"""How `train` is asked: stand-ins for GPT and AdamW, and a training that is stopped in many ways."""

import math
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from grader.course.drivers.module_lookup import lookup
from grader.course.drivers.stand_ins import Parameter

MOMENTUM = 0.9


class Bigram:
    """A model that says the next token by the last one alone: logits = W[token] + b."""

    def __init__(self, W, b):
        self.W, self.b, self.backwards, self.cut_at = Parameter(W), Parameter(b), 0, math.inf

    def named_parameters(self):
        """Yield names and parameters, as a Module does."""
        yield "W", self.W
        yield "b", self.b

    def parameters(self):
        """List the parameters."""
        return [self.W, self.b]

    def zero_grad(self):
        """Forget all gradients."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def loss(self, x, y):
        """Return the mean cross-entropy of the targets y."""
        return Loss(self, np.ravel(x), np.ravel(y))


class Renamed(Bigram):
    """The same model under another name for its bias."""

    def named_parameters(self):
        """Yield names and parameters."""
        yield "W", self.W
        yield "bias", self.b


class Loss:
    """A number that knows the way back."""

    def __init__(self, model, x, y):
        self.model, self.x = model, x
        logits = model.W.data[x] + model.b.data
        logits = logits - logits.max(axis=1, keepdims=True)
        weights = np.exp(logits)
        total = weights.sum(axis=1, keepdims=True)
        one_hot = np.arange(logits.shape[1]) == y[:, None]
        self.value = np.mean(np.log(total[:, 0]) - np.sum(logits * one_hot, axis=1))
        self.d_logits = (weights / total - one_hot) / len(x)

    def item(self):
        """Return the number."""
        return float(self.value)

    def backward(self):
        """Send gradients to the model's parameters; be cut short by Ctrl-C where that was arranged."""
        dW = np.zeros_like(self.model.W.data)
        np.add.at(dW, self.x, self.d_logits.astype(dW.dtype))
        self.model.W.receive(dW)
        self.model.backwards += 1
        if self.model.backwards > self.model.cut_at:
            raise KeyboardInterrupt
        self.model.b.receive(self.d_logits.sum(axis=0).astype(dW.dtype))


class Momentum:
    """Gradient descent with momentum: an optimizer with a memory, which a checkpoint has to hold."""

    def __init__(self, parameters, lr):
        self.parameters, self.lr, self.rates, self.unsavable = list(parameters), lr, [], False
        self.velocity = [np.zeros_like(p.data) for p in self.parameters]

    def step(self):
        """Move every parameter against its averaged gradient."""
        self.rates.append(self.lr)
        for parameter, velocity in zip(self.parameters, self.velocity, strict=True):
            if parameter.grad is not None:
                velocity[...] = MOMENTUM * velocity + parameter.grad
                parameter.data -= (self.lr * velocity).astype(velocity.dtype)

    def zero_grad(self):
        """Forget all gradients."""
        for parameter in self.parameters:
            parameter.zero_grad()

    def state(self):
        """Return what a new optimizer needs to go on."""
        state = {"t": len(self.rates), **{f"velocity.{i}": v.copy() for i, v in enumerate(self.velocity)}}
        return state | {"velocity.1": _FullDisk()} if self.unsavable else state

    def load_state(self, state):
        """Go on from what `state` returned."""
        names = {"t", *(f"velocity.{i}" for i in range(len(self.velocity)))}
        if set(state) != names:
            raise ValueError(f"optimizer.load_state was given {sorted(state)}; state() had returned {sorted(names)}")
        for i, velocity in enumerate(self.velocity):
            velocity[...] = state[f"velocity.{i}"]


class _FullDisk:
    """Something that fails while it is being written."""

    def __array__(self, *_, **__):
        raise OSError("no space left on device")


class _PowerCut(Exception):
    """Ends a training as a crash does, but for this process."""


def drive(train, rate, seed, stop, at, every, steps, batch_size, block_size, max_norm, W, b, tokens):
    """Train at one go; then train again, stopped as `stop` says, and go on from the checkpoint.

    `bits_differ` counts the losses of the second curve that are not the very same numbers as in the first. `its` are
    the steps' numbers as on_step was told them, `resumed_at` is the step to go on with after the stop, `saved_at` the
    one after the end. `others_refused` counts the models of other parameters for which loading was refused in words.
    """
    load_checkpoint = lookup(train, "load_checkpoint")
    sizes = {"steps": steps, "batch_size": batch_size, "block_size": block_size, "max_norm": max_norm}

    def run(W, b, seed):
        return Run(train, Bigram(W, b), tokens.astype(np.uint16), rate, seed, sizes)

    whole, first, second = run(W, b, seed), run(W, b, seed), run(0 * W, 0 * b, seed + 1)
    losses = whole.go_on(every=every)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "checkpoint.npz")
        curve = STOPS[stop](first, at, {"checkpoint": path, "every": every})
        start = _loaded(load_checkpoint, path, second)
        _only(path)
        curve = curve[:start] + second.go_on(start=start, on_step=None, checkpoint=path)
        saved = _loaded(load_checkpoint, path, run(0 * W, 0 * b, seed + 1))
        others = (
            Run(train, other, tokens, rate, seed, sizes) for other in (Bigram(np.stack([W, W]), b), Renamed(W, b))
        )
        refused = sum(_refused(load_checkpoint, path, other) for other in others)
    differ = sum(a != z for a, z in zip(losses, curve, strict=False)) + abs(len(losses) - len(curve))
    rows = (np.array(row, dtype=W.dtype) for row in (losses, whole.optimizer.rates, whole.norms, curve))
    params = (*whole.model.parameters(), *second.model.parameters())
    its = np.array(whole.its, dtype=W.dtype)
    return *rows, *(p.data for p in params), float(differ), its, start, saved, refused


class Run:
    """A model, an optimizer and a generator in training."""

    def __init__(self, train, model, tokens, rate, seed, sizes):
        base, fall = rate
        self.train, self.model, self.tokens, self.sizes = train, model, tokens, sizes
        self.lr = None if fall is None else lambda it: base / (1 + fall * it)
        self.optimizer = Momentum(model.parameters(), base if fall is None else math.nan)
        self.rng = np.random.default_rng(seed)
        self.its, self.seen, self.norms, self.then = [], [], [], lambda run: None

    def go_on(self, **more):
        """Train, and return the losses."""
        options = {"rng": self.rng, "lr": self.lr, "on_step": self.on_step} | self.sizes | more
        losses = self.train(self.model, self.optimizer, self.tokens, **options)
        if not isinstance(losses, list) or not all(isinstance(loss, (float, np.floating)) for loss in losses):
            raise TypeError("return a list of floats: loss.item() is one, the loss itself holds a whole graph")
        return [float(loss) for loss in losses]

    def on_step(self, it, loss, norm):
        """Note the step down, and do what was arranged."""
        if not isinstance(it, (int, np.integer)):
            raise TypeError(f"on_step(it, loss, norm) is told the step's number; what came is a {type(it).__name__}")
        self.its.append(int(it))
        self.seen.append(float(loss))
        self.norms.append(float(norm))
        self.then(self)


def _at_its_end(run, at, saving):
    return run.go_on(**saving, steps=at)


def _by_ctrl_c(run, at, saving):
    """Return the losses after Ctrl-C, which has to leave train in peace."""
    try:
        losses = run.go_on(**saving)
    except KeyboardInterrupt:
        raise RuntimeError("Ctrl-C comes out of train as an error; save what was trained and return it") from None
    if len(losses) != at:
        raise ValueError(f"Ctrl-C came after {at} whole steps; train returned {len(losses)} losses")
    return losses


def _by_ctrl_c_after_a_step(run, at, saving):
    def then(run):
        if len(run.seen) == at:
            raise KeyboardInterrupt

    run.then = then
    return _by_ctrl_c(run, at, saving)


def _by_ctrl_c_within_a_step(run, at, saving):
    run.model.cut_at = at
    return _by_ctrl_c(run, at, saving)


def _by_a_crash(run, at, saving):
    def then(run):
        if len(run.seen) == at:
            raise Crash

    run.then = then
    try:
        run.go_on(**saving)
    except Crash:
        return run.seen
    raise RuntimeError("an error that is no KeyboardInterrupt was raised while training, and train keeps it to itself")


def _by_a_full_disk(run, at, saving):
    """The saves after `at` steps fail half way; the one before has to be there still."""

    def then(run):
        run.optimizer.unsavable = len(run.seen) >= at

    run.then = then
    try:
        run.go_on(**saving)
    except (OSError, TypeError, ValueError):
        return run.seen
    raise RuntimeError("the disk was full, and train says nothing of it")


STOPS = {
    "at its end": _at_its_end,
    "by Ctrl-C after a step": _by_ctrl_c_after_a_step,
    "by Ctrl-C within a step": _by_ctrl_c_within_a_step,
    "by a crash": _by_a_crash,
    "by a full disk": _by_a_full_disk,
}


class Crash(Exception):
    """Ends a training at once, but for this process."""


def _loaded(load_checkpoint, path, run):
    if not path.is_file():
        raise FileNotFoundError("there is no checkpoint where train was to save one")
    try:
        return int(load_checkpoint(path, run.model, run.optimizer, run.rng))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"the checkpoint cannot be loaded ({type(error).__name__}: {error}). Where a save fails half way, the one "
            "before has to stand: write beside it, then replace it"
        ) from None


def _refused(load_checkpoint, path, run):
    """Whether a model of other parameters than were saved is refused in words."""
    try:
        load_checkpoint(path, run.model, run.optimizer, run.rng)
    except ValueError as error:
        return bool(str(error))
    return False


def _only(path):
    others = sorted(other.name for other in path.parent.iterdir() if other != path)
    if others:
        raise ValueError(f"{', '.join(others)} is left beside the checkpoint")
