"""Two tasks with an answer to every question, so that a model can be asked all of them: sorting and adding."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.errors import BadInput
from grader.lab.model.inference import SORTER_INPUTS
from grader.lab.training.vocabulary import Characters

HELD_OUT = 0.1
"""The share of all questions that the model never sees in training."""


@dataclass(frozen=True)
class TrainingTask:
    """All questions of a task with their answers: texts (N, Q + A) of ids, of which the first Q ask.

    `trained` and `held` are the numbers of the questions for training, and of those kept from it.
    """

    vocabulary: Characters
    texts: np.ndarray
    asking: int
    trained: np.ndarray
    held: np.ndarray
    fingerprint = ""

    @property
    def example(self) -> str:
        """A question as people write it."""
        return example(self.vocabulary, self.asking)

    @property
    def ids(self) -> np.ndarray:
        """What the model is given in training, (N, Q + A - 1): all but the last letter of the answer."""
        return self.texts[:, :-1]

    @property
    def targets(self) -> np.ndarray:
        """What comes next, (N, Q + A - 1): -1 within the question, which nobody could foretell."""
        targets = self.texts[:, 1:].copy()
        targets[:, : self.asking - 1] = -1
        return targets

    @property
    def data(self) -> np.ndarray:
        """The numbers of the trained questions as a row for get_batch: it draws a place of all but the last."""
        return np.append(self.trained, self.trained[0])

    def answered(self, logits: Callable[[np.ndarray], np.ndarray], chunk: int = 500) -> np.ndarray:
        """Ask every question; return them with their answers (N, Q + A), taken letter by letter, the likeliest each.

        logits takes ids (B, T) and returns logits (B, T, V).
        """
        answered = []
        for start in range(0, len(self.texts), chunk):
            ids = self.texts[start : start + chunk, : self.asking]
            while ids.shape[1] < self.texts.shape[1]:
                following = np.argmax(logits(ids)[:, -1], axis=-1)  # (b,)
                ids = np.concatenate([ids, following[:, None]], axis=1)
            answered.append(ids)
        return np.concatenate(answered)


def sort(letters: int, symbols: int) -> TrainingTask:
    """Sort words of so many letters of the digits 0 to symbols - 1: "210120" is answered by "001122"."""
    if not 2 <= symbols <= 10:
        raise BadInput(f"--symbols takes 2 to 10 digits to sort, not {symbols}.")
    if letters < 1 or letters * math.log(symbols) > math.log(SORTER_INPUTS):
        raise BadInput(
            f"--letters is {letters}: it has to be 1 or more, and all words together at most {SORTER_INPUTS:,}."
        )
    words = np.array(list(itertools.product(range(symbols), repeat=letters)))
    texts = np.concatenate([words, np.sort(words, axis=1)], axis=1)
    return TrainingTask(Characters("0123456789"[:symbols], "sort"), texts, letters, *_divide(len(texts)))


def add() -> TrainingTask:
    """Add two numbers of two digits: "17+25=" is answered by "042"."""
    vocabulary = Characters("0123456789+=", "add")
    pairs = itertools.product(range(100), repeat=2)
    texts = np.array([vocabulary.encode(f"{a:02}+{b:02}={a + b:03}") for a, b in pairs])
    return TrainingTask(vocabulary, texts, len("17+25="), *_divide(len(texts)))


def _divide(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the questions trained on and of those held out: the same with every seed."""
    order, held = np.random.default_rng(0).permutation(n), round(HELD_OUT * n)
    return np.sort(order[held:]), np.sort(order[:held])


class Examiner:
    """A model as `train` takes it, fed with numbers of questions in the place of tokens.

    A batch of windows of one number each becomes the batch of those questions: `train` and `get_batch` stay as they
    are, and the model is asked from the first letter on, not from the middle of a text.
    """

    def __init__(self, model: Any, task: TrainingTask) -> None:
        self._model, self._ids, self._targets = model, task.ids, task.targets

    def loss(self, numbers: np.ndarray, _: np.ndarray) -> Any:
        """Return the model's loss on the questions of these numbers (B, 1)."""
        rows = numbers[:, 0]  # (B, 1) -> (B,)
        return self._model.loss(self._ids[rows], self._targets[rows])

    def __call__(self, numbers: np.ndarray, following: np.ndarray) -> Any:
        """Return the loss: what a GPT answers when it is called with targets."""
        return self.loss(numbers, following)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the model's: its parameters and their names."""
        return getattr(self._model, name)


def question(vocabulary: Characters, prompt: str, places: int) -> tuple[str, int]:
    """Return a question as the task poses it, and how many letters answer it. Raises BadInput for another."""
    if vocabulary.task == "sort":
        letters = (places + 1) // 2
        if len(prompt) != letters or not set(prompt) <= set(vocabulary.symbols):
            raise BadInput(
                f"This model sorts {letters} letters of {vocabulary.symbols}: --prompt {example(vocabulary, letters)}"
            )
        return prompt, letters
    a, plus, b = prompt.replace(" ", "").removesuffix("=").partition("+")
    if not plus or not all(n.isascii() and n.isdigit() and len(n) <= 2 for n in (a, b)):
        raise BadInput(f"This model adds two numbers from 0 to 99: --prompt {example(vocabulary, 6)}")
    return f"{int(a):02}+{int(b):02}=", 3


def example(vocabulary: Characters, letters: int) -> str:
    """Return a question of so many letters; every adder is asked the same."""
    if vocabulary.task == "add":
        return "17+25"
    return "".join(vocabulary.symbols[::-1][i % len(vocabulary)] for i in range(letters))
