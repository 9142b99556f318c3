"""train: step after step down the loss, so that a run which was cut short goes on as if nothing had happened.

Forward   for it = start ... steps - 1: set the learning rate, draw a batch, send the loss back, clip, step
Given     a model with loss(x, y) and named_parameters(), an optimizer, the tokens, a generator of random numbers
Wanted    the loss of every step taken; a checkpoint from which the rest of the curve comes out bit for bit as without
          the break; and a Ctrl-C that keeps all whole steps
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2; the loop as in
          Karpathy's nanoGPT, train.py
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part12_training.train runs it, grader check judges it")

from .clip_grad_norm import clip_grad_norm
from .get_batch import get_batch

# By hand: a model of two symbols whose logits after a token are W[token] + b, where W and b are 0. The data is 0, 1:
# one batch of one token, with the target 1. The optimizer takes lr = 2 times the gradient off. What are the loss of the
# first step and the norm of its gradient, and W and b after it? (The gradient of the logits is p - y. max_norm is 10.)
by_hand = {"losses": None, "norms": None, "W": None, "b": None}


def train(
    model: Any,
    optimizer: Any,
    data: np.ndarray,
    *,
    steps: int,
    batch_size: int,
    block_size: int,
    lr: Callable[[int], float] | None = None,
    max_norm: float = 1.0,
    rng: np.random.Generator,
    start: int = 0,
    on_step: Callable[[int, float, float], None] | None = None,
    checkpoint: str | os.PathLike | None = None,
    every: int = 0,
) -> list[float]:
    """Take the steps start, ..., steps - 1 and return their losses, as floats.

    lr, where given, says the learning rate of step it; it is set before that step. Gradients left from before have no
    part in a step. on_step(it, loss, norm) is called after each, with the gradient's norm before clipping. Where
    `checkpoint` names a file, everything is saved there at the end, and after every `every` steps where that is not 0.
    Ctrl-C (KeyboardInterrupt, at any time) ends the training as its end would: saved, and with the losses of all whole
    steps returned. Any other error comes through.
    """
    raise NotImplementedError(
        "train: derive the loss of every step taken; a checkpoint from which the rest of the curve comes "
        "out bit for bit as without the break; and a Ctrl-C that keeps all whole steps."
    )


def save_checkpoint(path: str | os.PathLike, model: Any, optimizer: Any, step: int, drawn: dict[str, Any]) -> None:
    """Write all that step number `step` and those after it depend on into one file (an .npz of named arrays).

    drawn is the generator's state (`rng.bit_generator.state`), a dict of numbers and words. The file is whole at any
    moment: what stood there is replaced once the new one is complete, and nothing else is left in the folder.
    """
    raise NotImplementedError(
        "train: write save_checkpoint. Write all that step number `step` and those after it depend on "
        "into one file (an .npz of named arrays)."
    )


def load_checkpoint(path: str | os.PathLike, model: Any, optimizer: Any, rng: np.random.Generator) -> int:
    """Put model, optimizer and rng into the state that was saved, and return the number of the step to go on with.

    So `start = load_checkpoint(path, model, optimizer, rng)`, and train with that start goes on. Raises ValueError in
    words, before anything is changed, where the model has other parameters than were saved.
    """
    raise NotImplementedError(
        "train: write load_checkpoint. Put model, optimizer and rng into the state that was saved, and "
        "return the number of the step to go on with."
    )


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back until the block is done, so that no step is ever half taken."""
    asked = []
    try:
        before = signal.signal(signal.SIGINT, lambda *_: asked.append(True))
    except ValueError:  # not the main thread: Ctrl-C never comes here
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt
