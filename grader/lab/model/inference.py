"""What `grader run` has a model do: sort every input there is, or read a text."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from grader.lab.model.engine import EngineModel
from grader.lab.model.gpt2 import GPT2
from reference.checkpoint_config import Config

SORTER_SYMBOLS = 16
"""A model of at most so many symbols and an odd context may be one of minGPT's sorters: n letters in, n letters out."""

SORTER_INPUTS = 100_000
"""The most inputs that a sorter may have, since all of them are tried."""


def is_sorter_shape(config: Config) -> bool:
    """Whether a model of this shape can be one of minGPT's sorters."""
    letters = (config.n_positions + 1) // 2
    few = letters * math.log(config.vocab_size) <= math.log(SORTER_INPUTS) + 1e-9
    return config.vocab_size <= SORTER_SYMBOLS and config.n_positions % 2 == 1 and few


def sort_all(model: GPT2 | EngineModel, batch: int = 256) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Sort every input by greedy decoding; yield (inputs (b, n), outputs (b, n)) batch by batch."""
    n = (model.config.n_positions + 1) // 2
    words = np.array(list(itertools.product(range(model.config.vocab_size), repeat=n)), dtype=np.int64)
    for start in range(0, len(words), batch):
        ids = words[start : start + batch]
        for _ in range(n):
            next_ids = np.argmax(model.logits(ids)[:, -1], axis=-1)  # (b,)
            ids = np.concatenate([ids, next_ids[:, None]], axis=1)
        yield ids[:, :n], ids[:, n:]


@dataclass
class RunningLoss:
    """The loss on a text so far: `tokens` were scored, `total` is the sum of their losses in nats."""

    tokens: int = 0
    total: float = 0.0

    @property
    def mean(self) -> float:
        """Mean loss per token, in nats."""
        return self.total / self.tokens

    @property
    def perplexity(self) -> float:
        """exp of the mean loss; infinite where float64 cannot hold it."""
        return math.exp(self.mean) if self.mean < 700 else math.inf


def score_text(model: GPT2 | EngineModel, ids: np.ndarray) -> Iterator[RunningLoss]:
    """Score ids (N,) in windows of the model's context that share one token, so that all but the first count once."""
    loss, T = RunningLoss(), model.config.n_positions
    for start in range(0, len(ids) - 1, T):
        window = ids[start : start + T + 1]
        places = np.arange(len(window) - 1)  # (t,)
        logits = model.logits_at(window[None, :-1], np.zeros_like(places), places)  # (t, V)
        loss.total += float(model.losses(logits, window[1:]).sum())
        loss.tokens += len(places)
        yield loss
