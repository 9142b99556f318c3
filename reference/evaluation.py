"""How GPT-2 is measured: what the model reads, which tokens of it are scored, and the figures made of their losses.

Everything measured is a `ScoredIds`: ids that are read in one go, of which the last few are scored. WikiText-103
becomes overlapping windows, LAMBADA passages of which the last word is scored, a sorter's inputs words of which the
sorted half is. The figures are means over the scored tokens' losses, in nats.

Sources: the strided windows, Hugging Face's guide to the perplexity of fixed-length models; LAMBADA, Paperno et al.
(2016), with the last word and the passages as OpenAI has them (Radford et al. 2019, section 3.3).
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

ROWS = 8
"""Rows of logits exponentiated at once: 8 rows of 50,257 are 1.6 MB in float32, which stays in the cache."""

Encode = Callable[[str], list[int]]


@dataclass(frozen=True, eq=False)
class ScoredIds:
    """Token ids (T,), read in one go; the last `scored` of them, fewer than T, are scored."""

    ids: np.ndarray
    scored: int

    @property
    def read(self) -> int:
        """Number of tokens that the model reads: all but the last, which is only a target."""
        return len(self.ids) - 1

    @property
    def targets(self) -> np.ndarray:
        """The tokens that are scored, (scored,)."""
        return self.ids[-self.scored :]


def wikitext(raw: str) -> str:
    r"""Return WikiText as it is evaluated: the rows of the data set, joined by "\n\n".

    A row is a line of the raw file with its "\n", or "" where the line is blank.
    """
    rows = (f"{line}\n" if line.strip() else "" for line in raw.removesuffix("\n").split("\n"))
    return "\n\n".join(rows)


def windows(ids: np.ndarray, context: int, stride: int) -> list[ScoredIds]:
    """Return the windows over ids (N,): each token but the first is scored once, in the first window that holds it.

    At a stride of the whole context nothing overlaps: the first token of each window has nothing before it, and is not
    scored. So Hugging Face's guide has it too, where the loss leaves out the first of each window's labels.
    """
    units, done = [], 1  # done: the first token that is not scored yet
    for begin in range(0, len(ids), stride):
        end = min(begin + context, len(ids))
        scored = min(end - done, end - begin - 1)
        if scored:
            units.append(ScoredIds(ids[begin:end], scored))
        done = end
        if end == len(ids):
            break
    return units


def passages(jsonl: str) -> list[str]:
    """Return the texts of a .jsonl file with a "text" in each line."""
    return [json.loads(line)["text"] for line in jsonl.splitlines() if line.strip()]


def last_word(passage: str, encode: Encode) -> ScoredIds:
    """Return a LAMBADA passage: the last word, from the last space on, is scored; it is encoded with that space."""
    before, space, word = passage.rpartition(" ")
    answer = encode(space + word)
    return ScoredIds(np.array(encode(before) + answer, dtype=np.int64), len(answer))


def sorting(symbols: int, letters: int) -> list[ScoredIds]:
    """Return every input of a sorter with its sorted letters behind it, which are scored."""
    every = np.array(list(itertools.product(range(symbols), repeat=letters)), dtype=np.int64)
    return [ScoredIds(np.concatenate([word, np.sort(word)]), letters) for word in every]


def losses(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return -log p (n,) in float64 for logits (n, V) of any finite size and targets (n,)."""
    nll = np.empty_like(logits, dtype=np.float64, shape=len(targets))
    for start in range(0, len(targets), ROWS):
        rows = logits[start : start + ROWS]  # (r, V)
        shift = rows.max(axis=-1, keepdims=True)  # (r, 1)
        weights = rows - shift
        total = np.exp(weights, out=weights).sum(axis=-1, dtype=np.float64)  # (r,)
        target_logits = np.take_along_axis(rows, targets[start : start + ROWS, None], axis=-1)  # (r, 1)
        nll[start : start + ROWS] = np.log(total) + (shift.astype(np.float64) - target_logits)[:, 0]
    return nll


@dataclass(frozen=True)
class TokenScores:
    """A model's scores of a unit's scored tokens: the losses in nats, and whether each was its most likely token."""

    nll: list[float]
    right: list[bool]


@dataclass(frozen=True)
class EvaluationScore:
    """The perplexity per token or per word, and the share of units whose scored tokens were all predicted right.

    `others` are a protocol's further figures, by their names.
    """

    perplexity: float
    accuracy: float
    tokens: int
    units: int
    others: dict[str, float] = field(default_factory=dict)


def per_token(scores: Sequence[TokenScores]) -> EvaluationScore:
    """Return the perplexity as exp of the mean over all tokens."""
    return _score(scores, sum(len(s.nll) for s in scores))


def per_unit(scores: Sequence[TokenScores]) -> EvaluationScore:
    """Return the perplexity as exp of the mean over units of their summed losses: a word is one event."""
    return _score(scores, len(scores))


def _score(scores: Sequence[TokenScores], events: int) -> EvaluationScore:
    total = math.fsum(itertools.chain.from_iterable(s.nll for s in scores))  # exact, so the order does not matter
    mean = total / events
    perplexity = math.exp(mean) if mean < 700 else math.inf  # exp of more is more than float64 holds
    right = sum(all(s.right) for s in scores)
    return EvaluationScore(perplexity, right / len(scores), sum(len(s.nll) for s in scores), len(scores))


def batches(units: Sequence[ScoredIds], todo: Iterable[int], tokens: int) -> list[list[int]]:
    """Group the units of `todo`, those of like length together, so that a padded batch has at most `tokens` tokens.

    A unit that is longer stands alone. In order of length, so that little is padding.
    """
    groups: list[list[int]] = []
    for i in sorted(todo, key=lambda i: (-units[i].read, i)):
        if groups and units[groups[-1][0]].read * (len(groups[-1]) + 1) <= tokens:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def padded(units: Sequence[ScoredIds]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ids (B, T) padded at the right, and the rows and columns of the logits that predict the scored tokens.

    Attention is causal, so padding at the right of a position does not change its logits.
    """
    T = max(unit.read for unit in units)
    ids = np.zeros((len(units), T), dtype=np.int64)
    for row, unit in enumerate(units):
        ids[row, : unit.read] = unit.ids[:-1]
    rows = np.concatenate([np.full(unit.scored, row) for row, unit in enumerate(units)])
    columns = np.concatenate([np.arange(unit.read - unit.scored, unit.read) for unit in units])
    return ids, rows, columns


def split(units: Sequence[ScoredIds], nll: np.ndarray, right: np.ndarray) -> list[TokenScores]:
    """Cut the losses and first choices of a batch, (all scored tokens,), back into its units."""
    ends = np.cumsum([unit.scored for unit in units])[:-1]
    pairs = zip(np.split(nll, ends), np.split(right, ends), strict=True)
    return [TokenScores(n.tolist(), r.tolist()) for n, r in pairs]
