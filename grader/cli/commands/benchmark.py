"""`grader benchmark`: GPT-2 on WikiText-103 and LAMBADA, beside the published figures and beside PyTorch."""

from __future__ import annotations

import importlib.util
import traceback
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from cyclopts import Parameter

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput, ExitCode
from grader.lab.benchmark import checkpoint as checkpoints
from grader.lab.benchmark import measure, protocol, report, resumable_logits
from grader.lab.benchmark.checkpoint import BenchmarkModel
from grader.lab.benchmark.measure import MeasuredSide, Measurement
from grader.lab.benchmark.protocol import Protocol
from grader.lab.model import engine
from grader.lab.model import resolve_pieces as model_pieces
from grader.lab.model.memory import keep_memory
from grader.lab.training import vocabulary
from grader.paths import SOLUTIONS, exercises
from grader.runner.tree import Tree

Flag = Annotated[bool, Parameter(negative="")]


def benchmark_(
    *,
    checkpoint: str | None = None,
    subset: Flag = False,
    full: Flag = False,
    stride: int | None = None,
    gelu: Literal["tanh", "erf"] | None = None,
    tokens: int | None = None,
    passages: int | None = None,
    pieces: Literal["mine", "solutions", "fast"] = "mine",
    borrow: Flag = False,
    against: Literal["torch"] | None = None,
    data: Path | None = None,
    out: Path | None = None,
) -> int:
    """Measure GPT-2: perplexity on WikiText-103, perplexity and accuracy on LAMBADA. An interrupted run goes on.

    Parameters
    ----------
    checkpoint
        A folder with config.json and model.safetensors, or synthetic:124M or synthetic:tiny for seeded random
        weights. Without it: what `grader weights` brought.
    subset
        The first 18,000 tokens of WikiText-103 and 150 passages of LAMBADA: the default.
    full
        The whole test sets.
    stride
        Tokens from one window to the next, up to the whole context; half of it where it is not given.
    gelu
        Compute with this GELU, not the checkpoint's: OpenAI's weights were trained with tanh, nanoGPT's with erf.
    tokens
        Read only so many tokens of WikiText-103.
    passages
        Read only so many passages of LAMBADA.
    pieces
        Yours (with your engine, where all of part 15 has passed), the solutions', or fast: the solutions' engine.
    borrow
        Take the reference for pieces of yours that have not passed, and say so.
    against
        "torch": the same through PyTorch, side by side.
    data
        A folder with wiki.test.raw and lambada_test.jsonl; GPT2_DATA names one too. Without either they are fetched.
    out
        Where to write the report: NAME.json, NAME.md, or NAME for both.
    """
    if subset and full:
        raise BadInput("--subset and --full exclude each other.")
    if against and importlib.util.find_spec("torch") is None:
        raise BadInput("--against torch needs PyTorch: `pip install -e '.[oracle]'` in the course's folder.")
    if out:
        report.files(out)  # before an hour's work, not after it
    mine = pieces == "mine"
    if pieces == "fast" or (mine and engine.engine_passed(exercises())):
        made_of, whose = engine.engine_tree(exercises(), solutions=not mine)
    else:
        made_of = model_pieces.of_student(exercises(), borrow=borrow) if mine else model_pieces.of_solutions()
        whose = _whose(made_of, mine)
    keep_memory()
    model = checkpoints.load(checkpoint, gelu)
    if vocabulary.is_sorter(Path(model.spec), model.checkpoint.config):
        asked = protocol.sorting(model.checkpoint.config)
    else:
        asked = protocol.reading(
            model.checkpoint.config, data, full=full, stride=stride, tokens=tokens, passages=passages
        )
    key = measure.key_of(model, asked)
    evaluation = resumable_logits.students(exercises()) if mine else resumable_logits.StudentFunctions()
    told = report.Report(model, asked, _made_of(whose, mine, evaluation), {})
    for line in told.head:
        say(line, "" if line.startswith(" ") else "bold")
    who = MeasuredSide(
        "yours" if mine else pieces, (resumable_logits.fingerprint(exercises() if mine else SOLUTIONS), borrow)
    )
    try:
        told.sides[who.name] = _ours(model, made_of, who, key, asked, evaluation, mine)
        if against:
            told.sides["PyTorch"] = measure.measure_torch(model, MeasuredSide("PyTorch", ()), key, asked)
    except KeyboardInterrupt:
        say("interrupted; what was read is kept, and the same command goes on from there", "yellow")
        return ExitCode.INTERRUPTED
    return _told(told, out)


def _ours(
    model: BenchmarkModel,
    made_of: model_pieces.ForwardPieces | Tree,
    who: MeasuredSide,
    key: tuple,
    asked: Protocol,
    evaluation: resumable_logits.StudentFunctions,
    mine: bool,
) -> list[Measurement]:
    """Measure our side; an error in the student's code is the student's, told at their line."""
    if isinstance(made_of, Tree):
        reader = engine.FastModel(made_of, model.checkpoint, np.dtype(model.dtype).type)
    else:
        reader = resumable_logits.LogitsReader(made_of, model)
    try:
        return measure.measure_own(reader, who, key, asked, evaluation)
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(exercises())]
        if not mine or not frames:
            raise
        at = f"{relative_path(Path(frames[-1].filename))} line {frames[-1].lineno}"
        raise BadInput(f"Your code stopped at {at}: {type(error).__name__}: {error}") from None


def _whose(made_of: model_pieces.ForwardPieces, mine: bool) -> str:
    if not mine:
        return "the solutions' pieces"
    borrowed = f"; borrowed: {', '.join(made_of.borrowed)}" if made_of.borrowed else ""
    return f"your pieces{borrowed}"


def _made_of(whose: str, mine: bool, evaluation: resumable_logits.StudentFunctions) -> str:
    if not mine:
        return f"{whose}, evaluated by the protocol itself"
    own_part = f"your {', '.join(evaluation.functions)}" if evaluation.functions else "the protocol itself"
    missing = f" (not passed: {', '.join(evaluation.missing)})" if evaluation.missing else ""
    return f"{whose}; evaluated by {own_part}{missing}"


def _told(told: report.Report, out: Path | None) -> int:
    known = told.protocol.published
    for line in report.columns(told.rows(), list(told.sides), known is not None):
        say(line)
    if known:
        say(f"  published for GPT-2 124M: {known.source}", "dim")
    found = [measured for side in told.sides.values() for measured in side]
    if resumed := sum(measured.record.resumed for measured in found):
        say(f"  {resumed} windows, passages or inputs are from a run before", "dim")
    agrees = told.agrees()
    if len(told.sides) > 1:
        say(
            "  the figures agree to every printed decimal" if agrees else "  the figures differ",
            "green" if agrees else "red",
        )
    if out:
        say(f"  written: {', '.join(relative_path(path) for path in report.write(told, out))}")
    for measured in found:
        measured.record.done()
    return 0 if agrees else 1
