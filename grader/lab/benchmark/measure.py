"""Let both sides work through the protocol, and keep what they say as it comes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from rich.progress import TaskProgressColumn, TimeElapsedColumn, TimeRemainingColumn

from grader.cli.progress_bar import bar
from grader.errors import BadInput
from grader.lab.benchmark import scoring
from grader.lab.benchmark.protocol import BenchmarkTask, Protocol
from grader.lab.benchmark.resumable_logits import LogitsReader, RecordingLogits, StudentFunctions
from grader.lab.benchmark.resume_record import ResumeRecord
from grader.lab.benchmark.torch_process import BenchmarkProcess
from grader.lab.model.engine import FastModel
from reference.evaluation import EvaluationScore
from reference.tokenizer import gpt2

if TYPE_CHECKING:
    from grader.lab.benchmark.checkpoint import BenchmarkModel

Keep = Callable[[scoring.UnitScores], None]


@dataclass(frozen=True)
class Measurement:
    """What one side came to on one task; `read` tokens in `seconds`; `record` holds what was told."""

    task: str
    score: EvaluationScore
    read: int
    seconds: float
    peak: int
    record: ResumeRecord
    by: str

    @property
    def rate(self) -> float:
        """Tokens read in a second."""
        return self.read / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class MeasuredSide:
    """Who is measured: a name for the table, and all that the figures depend on beside model and protocol."""

    name: str
    depends_on: tuple


def measure_own(
    reader: LogitsReader | FastModel, who: MeasuredSide, key: tuple, protocol: Protocol, evaluation: StudentFunctions
) -> list[Measurement]:
    """Measure our side, task by task; where the student's own evaluation passed, it drives."""
    scoring.forget_peak()
    found = []
    losses = evaluation.functions.get("per_token_cross_entropy", reader.losses)
    for task in protocol.tasks:
        name = _driver(task, protocol, evaluation)

        def work(
            todo: list[int], record: ResumeRecord, keep: Keep, task: BenchmarkTask = task, name: str | None = name
        ) -> EvaluationScore | None:
            if name:
                return _driven(reader, task, protocol, evaluation.functions[name], record, keep)
            for answer in scoring.score(task.units, todo, reader.at, losses):
                keep(answer)
            return None

        by = f"your {name}" if name else "the protocol"
        found.append(_measured(who, key, task, partial(work, task=task, name=name), by))
    return found


def _driver(task: BenchmarkTask, protocol: Protocol, evaluation: StudentFunctions) -> str | None:
    """Return the name of the student's function for a task; windows have to overlap, texts to fit the context."""
    name = {"wikitext": "strided_perplexity", "lambada": "lambada"}.get(task.name, "")
    fits = protocol.stride is not None and protocol.stride < protocol.context
    if name == "lambada":
        fits = max(len(unit.ids) for unit in task.units) <= protocol.context
    return name if fits and name in evaluation.functions else None


def _driven(
    reader: LogitsReader | FastModel,
    task: BenchmarkTask,
    protocol: Protocol,
    function: Callable,
    record: ResumeRecord,
    keep: Keep,
) -> EvaluationScore:
    logits_of = RecordingLogits(reader, task.units, record.scores, keep)
    if task.ids is not None:
        perplexity, scored = function(logits_of, task.ids, protocol.context, protocol.stride)
        return EvaluationScore(float(perplexity), 0.0, int(scored), len(task.units))
    perplexity, accuracy = function(logits_of, task.texts, gpt2().encode_ordinary)
    return EvaluationScore(float(perplexity), float(accuracy), sum(u.scored for u in task.units), len(task.units))


def measure_torch(model: BenchmarkModel, who: MeasuredSide, key: tuple, protocol: Protocol) -> list[Measurement]:
    """Measure PyTorch on the same units, in a process of its own."""
    with BenchmarkProcess(model.spec, model.checkpoint.config.gelu) as beside:

        def work(todo: list[int], record: ResumeRecord, keep: Keep, task: BenchmarkTask) -> None:
            beside.read(task.units, todo, keep)

        return [_measured(who, key, task, partial(work, task=task), "the protocol") for task in protocol.tasks]


Work = Callable[[list[int], ResumeRecord, Keep], EvaluationScore | None]


def _measured(who: MeasuredSide, key: tuple, task: BenchmarkTask, work: Work, by: str) -> Measurement:
    record = ResumeRecord(*key, who.name, *who.depends_on, task.name, by)
    todo = [number for number in range(len(task.units)) if number not in record.scores]
    sizes = task.sizes
    own = None
    if todo or by.startswith("your"):
        with bar(TaskProgressColumn(), TimeElapsedColumn(), TimeRemainingColumn()) as shown:
            done = sum(sizes[number] for number in record.scores)
            at = shown.add_task(f"{who.name}, {task.name}", total=sum(sizes), completed=done)

            def keep(answer: scoring.UnitScores) -> None:
                record.keep(answer)
                shown.advance(at, sum(sizes[number] for number in answer.scores))

            own = work(todo, record, keep)
    if missing := len(task.units) - len(record.scores):
        raise BadInput(f"{by} left out {missing} of the {len(task.units)} windows or passages of {task.name}.")
    score = task.score(record.all(len(task.units)))
    if own:
        _agree(own, score, by)
    return Measurement(task.name, own or score, sum(sizes), record.seconds, record.peak, record, by)


def _agree(own: EvaluationScore, score: EvaluationScore, by: str) -> None:
    """Raise BadInput where the student's figure is not the one that follows from the same logits."""
    if not (np.isclose(own.perplexity, score.perplexity, rtol=1e-5) and own.tokens == score.tokens):
        raise BadInput(
            f"{by} makes a perplexity of {own.perplexity:.6g} over {own.tokens:,} tokens; the protocol makes "
            f"{score.perplexity:.6g} over {score.tokens:,} of the same logits."
        )


def key_of(model: BenchmarkModel, protocol: Protocol) -> tuple:
    """Return what the figures of every side depend on."""
    units = hashlib.sha256()
    for task in protocol.tasks:
        for unit in task.units:
            units.update(f"{task.name} {unit.scored} ".encode() + unit.ids.tobytes())
    return (model.fingerprint, asdict(model.checkpoint.config), protocol.stride, units.hexdigest())
