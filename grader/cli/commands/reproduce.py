"""`grader reproduce`: everything published for GPT-2 124M measured again, and one line: reproduced, or what differs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from grader.cli.benchmark_progress import benchmark_progress
from grader.cli.terminal import say
from grader.errors import BadInput, ExitCode
from grader.lab.benchmark import checkpoint as checkpoints
from grader.lab.benchmark import data as texts
from grader.lab.benchmark import measure
from grader.lab.benchmark.checkpoint import BenchmarkModel
from grader.lab.benchmark.measure import MeasuredSide, Measurement, OnProgress
from grader.lab.benchmark.protocol import Protocol
from grader.lab.benchmark.report import machine
from grader.lab.benchmark.reproduce import Outcome, needed
from grader.lab.model.engine import EngineModel, resolve_engine
from grader.lab.model.memory import keep_memory
from grader.lab.model.piece_set import PieceSource
from grader.lab.weights import store
from grader.paths import SOLUTIONS, exercises
from reference import published

BRING = (
    f"Without a network: bring {published.GPT2_124M.name} and a folder with "
    f"{' and '.join(text.name for text in texts.TEXTS)}, and: make reproduce WEIGHTS=PATH DATA=FOLDER"
)


def reproduce_(*, weights: Path | None = None, data: Path | None = None) -> int:
    """Measure GPT-2 124M on all that figures were published for, beside PyTorch where it is installed. It takes hours.

    Parameters
    ----------
    weights
        The published model.safetensors or its folder; without it, it is fetched.
    data
        A folder with wiki.test.raw and lambada_test.jsonl; without it, they are fetched.
    """
    keep_memory()
    try:
        model = _bring(weights, data)
        protocols = needed(model.checkpoint.config, data)
        say(f"{model.spec}: {model.weights}; {machine()}", "bold")
        with benchmark_progress() as on_progress:
            sides = {"NumPy": _by_numpy(model, list(protocols.values()), on_progress)}
            if importlib.util.find_spec("torch") is not None:
                sides["PyTorch"] = _by_torch(model, list(protocols.values()), on_progress)
    except KeyboardInterrupt:
        say("interrupted; what was read is kept, and the same command goes on from there", "yellow")
        return ExitCode.INTERRUPTED
    outcomes = [
        Outcome(figure, {name: figure.of(side[n].score) for name, side in sides.items()})
        for n, figure in enumerate(protocols)
    ]
    code = _tell(outcomes, list(sides))
    for measurement in (each for side in sides.values() for each in side):
        measurement.record.delete()
    return code


def _bring(weights: Path | None, data: Path | None) -> BenchmarkModel:
    """Return the published model, once the texts are here too. Raises BadInput, with all that is missing at once."""
    missing = []
    try:
        if not weights:
            store.fetch_gpt2()
    except BadInput as error:
        missing.append(str(error))
    try:
        texts.read(data)
    except BadInput as error:
        missing.append(str(error))
    if missing:
        raise BadInput("\n".join([*missing, BRING]))
    model = checkpoints.load(str(weights) if weights else None)
    if not model.published:
        raise BadInput(
            f"{weights} is {model.weights}. Figures were published for that file alone; grader benchmark measures any."
        )
    return model


def _by_numpy(model: BenchmarkModel, protocols: list[Protocol], on_progress: OnProgress) -> list[Measurement]:
    """Measure by the solutions' engine, the quickest; figures that share a protocol share its one reading."""
    pieces = resolve_engine(exercises(), source=PieceSource.SOLUTIONS)
    engine = EngineModel(pieces, model.checkpoint, np.dtype(model.dtype).type)
    side = MeasuredSide("fast", (measure.pieces_fingerprint(SOLUTIONS), False))
    return [measure.measure_numpy(model, engine, side, each, {}, on_progress)[0] for each in protocols]


def _by_torch(model: BenchmarkModel, protocols: list[Protocol], on_progress: OnProgress) -> list[Measurement]:
    side = MeasuredSide("PyTorch", ())
    return [measure.measure_torch(model, side, each, on_progress)[0] for each in protocols]


def _tell(outcomes: list[Outcome], sides: list[str]) -> int:
    """Print the table and the last line; return the exit code."""
    say(f"  {'':<33}{'protocol':<9}{'published':>10}" + "".join(f"{name:>11}" for name in sides))
    for outcome in outcomes:
        p = outcome.published
        cells = "".join(f"{p.write(value):>11}" for value in outcome.measured.values())
        style = "" if outcome.reproduced else "red"
        say(f"  {p.title:<33}{p.protocol:<9}{p.write(p.value):>10}{cells}", style)
    differing = [outcome for outcome in outcomes if not outcome.reproduced]
    if not differing:
        say("reproduced", "bold green")
        return ExitCode.PASSED
    said = [
        f"{o.published.title}, {o.published.figure} is {', '.join(map(o.published.write, o.measured.values()))}, "
        f"published {o.published.write(o.published.value)}"
        for o in differing
    ]
    say(f"not reproduced: {'; '.join(said)}", "bold red")
    return ExitCode.NOT_PASSED
