"""Two tasks of which every question can be asked, since there are few: sorting and adding."""

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
    """All questions of a task with their answers, as ids: texts (N, Q + A), the question in the first Q places.

    `train` and `held_out` are the row numbers of the questions to train on, and of those that are not.
    """

    vocabulary: Characters
    texts: np.ndarray
    question_length: int
    train: np.ndarray
    held_out: np.ndarray
    fingerprint = ""

    @property
    def example(self) -> str:
        """A question as people write it."""
        return example(self.vocabulary, self.question_length)

    @property
    def ids(self) -> np.ndarray:
        """What the model reads in training, (N, Q + A - 1): all but the last letter of the answer."""
        return self.texts[:, :-1]

    @property
    def targets(self) -> np.ndarray:
        """The next letter at each place, (N, Q + A - 1); -1, which is ignored, within the question."""
        targets = self.texts[:, 1:].copy()
        targets[:, : self.question_length - 1] = -1
        return targets

    def rows(self, numbers: np.ndarray) -> np.ndarray:
        """Return row numbers as `get_batch` takes tokens: it never draws the last place."""
        return np.append(numbers, numbers[:1])

    def answer_all(self, logits: Callable[[np.ndarray], np.ndarray], batch: int = 500) -> np.ndarray:
        """Answer every question by greedy decoding; return questions and answers, (N, Q + A).

        logits takes ids (B, T) and returns logits (B, T, V).
        """
        answered = []
        for start in range(0, len(self.texts), batch):
            ids = self.texts[start : start + batch, : self.question_length]
            while ids.shape[1] < self.texts.shape[1]:
                next_ids = np.argmax(logits(ids)[:, -1], axis=-1)  # (b,)
                ids = np.concatenate([ids, next_ids[:, None]], axis=1)
            answered.append(ids)
        return np.concatenate(answered)


def sort(letters: int, symbols: int) -> TrainingTask:
    """Sort words of so many letters, the digits 0 to symbols - 1: "210120" is answered by "001122"."""
    if not 2 <= symbols <= 10:
        raise BadInput(f"--symbols takes 2 to 10 digits to sort, not {symbols}.")
    if letters < 1 or letters * math.log(symbols) > math.log(SORTER_INPUTS) + 1e-9:
        raise BadInput(
            f"--letters is {letters}: it has to be 1 or more, and all words together at most {SORTER_INPUTS:,}."
        )
    words = np.array(list(itertools.product(range(symbols), repeat=letters)))
    texts = np.concatenate([words, np.sort(words, axis=1)], axis=1)
    return TrainingTask(Characters("0123456789"[:symbols], "sort"), texts, letters, *_split(len(texts)))


def add() -> TrainingTask:
    """Add two numbers of two digits: "17+25=" is answered by "042"."""
    vocabulary = Characters("0123456789+=", "add")
    pairs = itertools.product(range(100), repeat=2)
    texts = np.array([vocabulary.encode(f"{a:02}+{b:02}={a + b:03}") for a, b in pairs])
    return TrainingTask(vocabulary, texts, len("17+25="), *_split(len(texts)))


def _split(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the row numbers to train on and those held out, which do not depend on the run's seed."""
    order, held_out = np.random.default_rng(0).permutation(n), round(HELD_OUT * n)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


class TaskModel:
    """A model to which `train` gives batches of question numbers in the place of tokens.

    `get_batch` draws windows of one number each, and `loss` looks up those questions. So `train` and `get_batch` stay
    as they are, and the model reads each question from its first letter on, never from the middle of a text.
    """

    def __init__(self, model: Any, task: TrainingTask) -> None:
        self._model, self._ids, self._targets = model, task.ids, task.targets

    def loss(self, numbers: np.ndarray, _: np.ndarray) -> Any:
        """Return the model's loss on the questions of these numbers (B, 1)."""
        rows = numbers[:, 0]  # (B, 1) -> (B,)
        return self._model.loss(self._ids[rows], self._targets[rows])

    def __call__(self, numbers: np.ndarray, targets: np.ndarray) -> Any:
        """Return the loss, as a GPT does that is called with targets."""
        return self.loss(numbers, targets)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the model's: its parameters and their names."""
        return getattr(self._model, name)


def question(vocabulary: Characters, prompt: str, n_positions: int) -> tuple[str, int]:
    """Return a prompt as the task writes it, and how many letters answer it. Raises BadInput for another prompt."""
    if vocabulary.task == "sort":
        letters = (n_positions + 1) // 2
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
    """Return a prompt of so many letters for a sorter; of an adder it is always the same."""
    if vocabulary.task == "add":
        return "17+25"
    return "".join(vocabulary.symbols[::-1][i % len(vocabulary)] for i in range(letters))
