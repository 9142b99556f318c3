"""What is read and scored: the tasks, and the figures published for the same protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from grader.errors import BadInput
from grader.lab.benchmark import data
from reference import evaluation, field_protocols, published
from reference.checkpoint_config import Config
from reference.evaluation import EvaluationScore, ScoredIds, TokenScores
from reference.published import PublishedFigures
from reference.tokenizer import gpt2

TOKENS, PASSAGES = 18_000, 150
"""The course's subset: the first tokens of WikiText-103's test split, and the first passages of LAMBADA."""

SUBSET_BATCHES = 2
"""Of nanoGPT's 200 batches; with the 124M's context they read somewhat more than the subset has."""

PROTOCOLS = {
    "exact": "the course's: exact mean over scored tokens; LAMBADA's last word, after the last space",
    "hub-mean": "Hugging Face's guide until November 2024: the mean of the windows' means",
    "hub-weighted": "Hugging Face's guide since November 2024: each window weighted by its labels less one",
    "lm-eval": "lm-eval 0.4: wikitext by whole pages, per word and per byte; lambada_openai",
    "nanogpt": "nanoGPT's estimate_loss: batches of 12 windows at random places, seed 1337",
}
"""By the name under `--protocol`: whose protocol it is."""


@dataclass(frozen=True)
class BenchmarkTask:
    """A data set's units and how they are scored; `ids` or `texts` are the input of a student's own evaluation.

    `figure` is what its perplexity is called.
    """

    name: str
    units: list[ScoredIds]
    score: Callable[[Sequence[TokenScores]], EvaluationScore]
    ids: np.ndarray | None = None
    texts: list[str] = field(default_factory=list)
    figure: str = "perplexity"

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
    name: str = ""
    """A key of PROTOCOLS; "" of a sorter's."""


def sorting_protocol(config: Config) -> Protocol:
    """Return a sorter's one task: all of its inputs."""
    letters = (config.n_positions + 1) // 2
    task = BenchmarkTask("sorting", evaluation.sorting(config.vocab_size, letters), evaluation.per_token)
    return Protocol("all inputs", config.n_positions, None, [task])


@dataclass(frozen=True)
class Limits:
    """How much is read: the whole sets or the course's subset, or so many tokens and passages; the windows' stride."""

    full: bool = False
    stride: int | None = None
    tokens: int | None = None
    passages: int | None = None


def text_protocol(config: Config, folder: Path | None, limits: Limits, name: str = "exact") -> Protocol:
    """Return WikiText-103 and LAMBADA as the protocol `name` reads them, as far as `limits` go. Raises BadInput."""
    encoding = gpt2()
    if config.vocab_size < encoding.n_vocab:
        raise BadInput(
            f"This checkpoint knows {config.vocab_size} symbols, GPT-2's text has {encoding.n_vocab}: it cannot be "
            "measured on text. Name a checkpoint that was trained on GPT-2's tokens."
        )
    context = config.n_positions
    stride = _stride(limits, context, name)
    for option, given, least in (("--tokens", limits.tokens, 2), ("--passages", limits.passages, 1)):
        if given is not None and given < least:
            raise BadInput(f"{option} {given} is too few: {least} or more.")
    if limits.passages and name not in WITH_LAMBADA:
        raise BadInput(f"--passages says nothing of {name}, which does not read LAMBADA.")
    wiki, lambada = data.read(folder)
    max_tokens, max_passages = (None, None) if limits.full else (TOKENS, PASSAGES)
    texts = evaluation.passages(lambada)[: limits.passages or max_passages]
    tokens = limits.tokens or max_tokens
    if name == "lm-eval":
        tasks = [_pages_task(wiki, tokens, context)]
    else:
        ids = np.array(encoding.encode_ordinary(evaluation.wikitext(wiki)), dtype=np.int64)[:tokens]
        tasks = [_windows_task(ids, context, stride, name, limits.full)]
    if last_word := WITH_LAMBADA.get(name):
        words = [_truncate(last_word(text, encoding.encode_ordinary), context) for text in texts]
        own = texts if name == "exact" else []
        tasks.append(BenchmarkTask("lambada", words, evaluation.per_unit, texts=own))
    note = ""
    if name == "nanogpt":
        note = f", {_batches(limits.full)} of nanoGPT's {field_protocols.NANOGPT_BATCHES} batches"
    label = f"{'whole sets' if limits.full else 'subset'}{note}"
    if limits.tokens or limits.passages:
        read = [f"{sum(unit.scored for unit in tasks[0].units):,} tokens scored"]
        read += [f"{len(texts):,} passages"] if name in WITH_LAMBADA else []
        return Protocol(", ".join(read) + note, context, stride, tasks, name=name)
    return Protocol(label, context, stride, tasks, _published(context, stride, limits.full, name), name)


def _stride(limits: Limits, context: int, name: str) -> int | None:
    """Return the stride of the windows, None where the protocol has none. Raises BadInput."""
    stride = limits.stride
    if name in ("lm-eval", "nanogpt"):
        if stride is not None:
            raise BadInput(f"--stride says nothing of {name}, whose windows are its own.")
        return None
    stride = max(1, context // 2) if stride is None else stride
    if not 1 <= stride <= context:
        raise BadInput(f"--stride {stride} does not fit a context of {context}: it goes from 1 to {context}.")
    return stride


def _batches(full: bool) -> int:
    """Return how many batches nanoGPT's protocol reads."""
    return field_protocols.NANOGPT_BATCHES if full else SUBSET_BATCHES


def _windows_task(ids: np.ndarray, context: int, stride: int | None, name: str, full: bool) -> BenchmarkTask:
    """Return WikiText as one stream of tokens, in windows that overlap or stand at random places. Raises BadInput."""
    if stride is None:
        if len(ids) <= context:
            raise BadInput(f"--tokens {len(ids)} is too few for nanoGPT's windows: {context + 1} or more.")
        units = field_protocols.random_windows(ids, context, _batches(full))
        return BenchmarkTask("wikitext", units, field_protocols.batch_mean)
    units = evaluation.windows(ids, context, stride)
    if name == "exact":
        return BenchmarkTask("wikitext", units, evaluation.per_token, ids=ids)
    weights = field_protocols.guide_weights(units, context, stride) if name == "hub-weighted" else None
    return BenchmarkTask("wikitext", units, partial(field_protocols.window_mean, weights=weights))


def _pages_task(wiki: str, tokens: int | None, context: int) -> BenchmarkTask:
    """Return WikiText by whole pages, as many as `tokens` holds, at least one."""
    encoding, units, read = gpt2(), [], []
    for page in field_protocols.pages(wiki):
        ids = encoding.encode_ordinary(field_protocols.detokenized(page))
        if tokens and read and sum(unit.scored for unit in units) + len(ids) > tokens:
            break
        read.append(page)
        units += field_protocols.page_windows(ids, context, encoding.eot_token)
    words, size = field_protocols.words_and_bytes(read)
    score = partial(field_protocols.page_score, words=words, size=size)
    return BenchmarkTask("wikitext", units, score, figure="word perplexity")


def _truncate(unit: ScoredIds, context: int) -> ScoredIds:
    """Drop the beginning of a passage that is longer than a small model's context."""
    longest = context + 1
    if len(unit.ids) <= longest:
        return unit
    return ScoredIds(unit.ids[-longest:], min(unit.scored, context))


WITH_LAMBADA = {"exact": evaluation.last_word, "lm-eval": field_protocols.last_word}
"""The protocols that read LAMBADA, and how each takes its last word."""


def _published(context: int, stride: int | None, full: bool, name: str) -> PublishedFigures | None:
    if context != 1024:
        return None
    if name != "exact":
        return published.LM_EVAL if name == "lm-eval" and full else None
    if not full:
        return published.SUBSET if stride == 512 else None
    return published.FULL.get(stride or 0)
