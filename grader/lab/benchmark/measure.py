"""Measure each side on the tasks of a protocol, and record the scores as they come."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from grader.course import registry
from grader.errors import BadInput
from grader.lab.benchmark import scoring
from grader.lab.benchmark.checkpoint import BenchmarkModel
from grader.lab.benchmark.protocol import BenchmarkTask, Protocol
from grader.lab.benchmark.resumable_logits import ResumableLogits
from grader.lab.benchmark.resume_record import ResumeRecord
from grader.lab.benchmark.scoring import UnitScores
from grader.lab.model import engine
from grader.lab.model.engine import EngineModel
from grader.lab.model.gpt2 import FORWARD_PIECES, GPT2
from grader.lab.model.memory import reset_peak_memory
from grader.lab.torch_process import TorchProcess
from reference import evaluation
from reference.evaluation import EvaluationScore
from reference.tokenizer import gpt2

EVALUATION = ("per_token_cross_entropy", "strided_perplexity", "lambada")
"""The exercises of part 13, by which a student's side is evaluated where they have passed."""

OnScores = Callable[[UnitScores], None]
OnProgress = Callable[[str, int, int], None]
"""Called with the side and the task, and how many tokens of how many have been read."""
Run = Callable[[list[int], ResumeRecord, OnScores], EvaluationScore | None]
"""Scores the units of these numbers, calling back with each batch; returns a figure of its own, or None."""


@dataclass(frozen=True)
class Measurement:
    """One side's score on one task: `read` tokens in `seconds`, with `peak` bytes of memory, evaluated `by` whom."""

    task: str
    score: EvaluationScore
    read: int
    seconds: float
    peak: int
    record: ResumeRecord
    by: str

    @property
    def rate(self) -> float:
        """Tokens read per second."""
        return self.read / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class MeasuredSide:
    """What is measured: its name in the table, and what its figures depend on besides model and protocol."""

    name: str
    depends_on: tuple


def measure_numpy(
    benchmarked: BenchmarkModel,
    model: GPT2 | EngineModel,
    side: MeasuredSide,
    protocol: Protocol,
    functions: Mapping[str, Callable],
    on_progress: OnProgress,
) -> list[Measurement]:
    """Measure the benchmarked model as it is made of pieces. `functions` are those of EVALUATION that have passed.

    Raises BadInput where a student's function leaves something out, or its figure does not follow from the logits.
    """
    reset_peak_memory()
    key, measurements = protocol_key(benchmarked, protocol), []
    losses = functions.get("per_token_cross_entropy", model.losses)
    for task in protocol.tasks:
        if name := _function_for(task, protocol, functions):
            run: Run = partial(_run_function, functions[name], model, task, protocol)
        else:
            run = partial(_run_protocol, model, task, losses)
        measurements.append(_measure(side, key, task, run, on_progress, function=name))
    return measurements


def _function_for(task: BenchmarkTask, protocol: Protocol, functions: Mapping[str, Callable]) -> str:
    """Return the student's function that can do a task, or "": windows have to overlap, passages to fit the context."""
    name = {"wikitext": "strided_perplexity", "lambada": "lambada"}.get(task.name, "")
    fits = task.ids is not None and protocol.stride is not None and protocol.stride < protocol.context
    if name == "lambada":
        fits = bool(task.texts) and max(len(unit.ids) for unit in task.units) <= protocol.context
    return name if fits and name in functions else ""


def _run_function(
    function: Callable,
    model: GPT2 | EngineModel,
    task: BenchmarkTask,
    protocol: Protocol,
    todo: list[int],
    record: ResumeRecord,
    on_scores: OnScores,
) -> EvaluationScore:
    """Have a student's function evaluate a task, whatever is left to do of it, and return its figure."""
    logits_of = ResumableLogits(model, task.units, record.scores, on_scores)
    if task.ids is not None:
        perplexity, scored = function(logits_of, task.ids, protocol.context, protocol.stride)
        return EvaluationScore(float(perplexity), 0.0, int(scored), len(task.units))
    perplexity, accuracy = function(logits_of, task.texts, gpt2().encode_ordinary)
    return EvaluationScore(float(perplexity), float(accuracy), sum(u.scored for u in task.units), len(task.units))


def _run_protocol(
    model: GPT2 | EngineModel,
    task: BenchmarkTask,
    losses: scoring.Losses,
    todo: list[int],
    record: ResumeRecord,
    on_scores: OnScores,
) -> None:
    """Score what is left to do of a task, as the protocol has it."""
    for batch in scoring.score(task.units, todo, model.logits_at, losses):
        on_scores(batch)


def measure_torch(
    benchmarked: BenchmarkModel, side: MeasuredSide, protocol: Protocol, on_progress: OnProgress
) -> list[Measurement]:
    """Measure PyTorch on the same units, in a child process, which loads the model when it is first needed."""
    config = benchmarked.checkpoint.config
    model = (benchmarked.spec, config.gelu, config.n_head)
    key = protocol_key(benchmarked, protocol)
    with TorchProcess("grader.lab.benchmark.torch_side") as process:
        return [
            _measure(side, key, task, partial(_run_torch, process, model, task), on_progress) for task in protocol.tasks
        ]


def _run_torch(
    process: TorchProcess,
    model: tuple[str, str, int],
    task: BenchmarkTask,
    todo: list[int],
    record: ResumeRecord,
    on_scores: OnScores,
) -> None:
    for numbers in evaluation.batches(task.units, todo, scoring.BATCH):
        units = [task.units[i] for i in numbers]
        on_scores(process.call("score_batch", model, numbers, units))


def _measure(
    side: MeasuredSide, key: tuple, task: BenchmarkTask, run: Run, on_progress: OnProgress, function: str = ""
) -> Measurement:
    """Measure one side on one task; `function` names the student's function that `run` calls, if any."""
    by = f"your {function}" if function else "the protocol"
    record = ResumeRecord(*key, side.name, *side.depends_on, task.name, by)
    todo = [number for number in range(len(task.units)) if number not in record.scores]
    sizes = task.sizes
    total, read = sum(sizes), sum(sizes[number] for number in record.scores)
    own_score = None

    def on_scores(batch: UnitScores) -> None:
        nonlocal read
        record.append(batch)
        read += sum(sizes[number] for number in batch.scores)
        on_progress(f"{side.name}, {task.name}", read, total)

    if todo or function:  # a student's function gives its own figure, also where all has been read
        on_progress(f"{side.name}, {task.name}", read, total)
        own_score = run(todo, record, on_scores)
    if missing := len(task.units) - len(record.scores):
        raise BadInput(f"{by} left out {missing} of the {len(task.units)} windows or passages of {task.name}.")
    score = task.score(record.all(len(task.units)))
    if own_score:
        _require_agreement(own_score, score, by)
    return Measurement(task.name, own_score or score, total, record.seconds, record.peak, record, by)


def _require_agreement(own: EvaluationScore, score: EvaluationScore, by: str) -> None:
    """Raise BadInput where the figure of a student's function is not the one that follows from the same logits."""
    if not (np.isclose(own.perplexity, score.perplexity, rtol=1e-5) and own.tokens == score.tokens):
        raise BadInput(
            f"{by} makes a perplexity of {own.perplexity:.6g} over {own.tokens:,} tokens; the protocol makes "
            f"{score.perplexity:.6g} over {score.tokens:,} of the same logits."
        )


def protocol_key(benchmarked: BenchmarkModel, protocol: Protocol) -> tuple:
    """Return what the figures of every side depend on: the model and what is read of which data."""
    units = hashlib.sha256()
    for task in protocol.tasks:
        for unit in task.units:
            units.update(f"{task.name} {unit.scored} ".encode() + unit.ids.tobytes())
    return (benchmarked.fingerprint, asdict(benchmarked.checkpoint.config), protocol.stride, units.hexdigest())


def pieces_fingerprint(root: Path) -> str:
    """Return a hash of the exercises in a tree that a benchmark may use: with other pieces it does not resume."""
    digest = hashlib.sha256()
    for name in (*FORWARD_PIECES, *EVALUATION, *registry.names(engine.PART)):
        path = root / registry.part_of(name) / f"{name}.py"
        digest.update(path.read_bytes() if path.is_file() else b"missing")
    return digest.hexdigest()[:16]
