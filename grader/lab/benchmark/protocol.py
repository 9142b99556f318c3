"""What is read and scored: the tasks, and the figures published for the same protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from grader.errors import BadInput
from grader.lab.benchmark import data
from reference import evaluation, published
from reference.checkpoint_config import Config
from reference.evaluation import EvaluationScore, ScoredIds, TokenScores
from reference.published import PublishedFigures
from reference.tokenizer import gpt2

TOKENS, PASSAGES = 18_000, 150
"""The course's subset: the first tokens of WikiText-103's test split, and the first passages of LAMBADA."""


@dataclass(frozen=True)
class BenchmarkTask:
    """A data set's units and how they are scored; `ids` or `texts` are the input of a student's own evaluation."""

    name: str
    units: list[ScoredIds]
    score: Callable[[Sequence[TokenScores]], EvaluationScore]
    ids: np.ndarray | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def sizes(self) -> list[int]:
        """How many tokens of each unit the model reads."""
        return [unit.read for unit in self.units]


@dataclass(frozen=True)
class Protocol:
    """The tasks, the context and stride of the windows over a text, and the published figures, if there are any."""

    label: str
    context: int
    stride: int | None
    tasks: list[BenchmarkTask]
    published: PublishedFigures | None = None


def sorting_protocol(config: Config) -> Protocol:
    """Return a sorter's one task: all of its inputs."""
    letters = (config.n_positions + 1) // 2
    task = BenchmarkTask("sorting", evaluation.sorting(config.vocab_size, letters), evaluation.per_token)
    return Protocol("all inputs", config.n_positions, None, [task])


def text_protocol(
    config: Config, folder: Path | None, *, full: bool, stride: int | None, tokens: int | None, passages: int | None
) -> Protocol:
    """Return WikiText-103 and LAMBADA, the subset or all of them, or so many tokens and passages. Raises BadInput."""
    encoding = gpt2()
    if config.vocab_size < encoding.n_vocab:
        raise BadInput(
            f"This checkpoint knows {config.vocab_size} symbols, GPT-2's text has {encoding.n_vocab}: it cannot be "
            "measured on text. Name a checkpoint that was trained on GPT-2's tokens."
        )
    context = config.n_positions
    stride = max(1, context // 2) if stride is None else stride
    if not 1 <= stride <= context:
        raise BadInput(f"--stride {stride} does not fit a context of {context}: it goes from 1 to {context}.")
    for option, given, least in (("--tokens", tokens, 2), ("--passages", passages, 1)):
        if given is not None and given < least:
            raise BadInput(f"{option} {given} is too few: {least} or more.")
    wiki, lambada = data.read(folder)
    max_tokens, max_passages = (None, None) if full else (TOKENS, PASSAGES)
    ids = np.array(encoding.encode_ordinary(evaluation.wikitext(wiki)), dtype=np.int64)[: tokens or max_tokens]
    texts = evaluation.passages(lambada)[: passages or max_passages]
    words = [_truncate(evaluation.last_word(text, encoding.encode_ordinary), context) for text in texts]
    tasks = [
        BenchmarkTask("wikitext", evaluation.windows(ids, context, stride), evaluation.per_token, ids=ids),
        BenchmarkTask("lambada", words, evaluation.per_unit, texts=texts),
    ]
    label = "whole sets" if full else "subset"
    if tokens or passages:
        return Protocol(f"{len(ids):,} tokens, {len(texts):,} passages", context, stride, tasks)
    return Protocol(label, context, stride, tasks, _published(context, stride, full))


def _truncate(unit: ScoredIds, context: int) -> ScoredIds:
    """Drop the beginning of a passage that is longer than a small model's context."""
    longest = context + 1
    if len(unit.ids) <= longest:
        return unit
    return ScoredIds(unit.ids[-longest:], min(unit.scored, context))


def _published(context: int, stride: int, full: bool) -> PublishedFigures | None:
    if context != 1024:
        return None
    if not full:
        return published.SUBSET if stride == 512 else None
    return published.FULL.get(stride)
