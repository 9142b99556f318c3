"""`grader benchmark`: GPT-2 on WikiText-103 and LAMBADA, next to the published figures and to PyTorch."""

from __future__ import annotations

import importlib.util
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from cyclopts import Parameter

from grader.cli.benchmark_progress import benchmark_progress
from grader.cli.describe_pieces import describe_engine
from grader.cli.screen_reader import row_in_words, wants_words
from grader.cli.terminal import relative_path, say
from grader.errors import BadInput, ExitCode
from grader.lab.benchmark import checkpoint as checkpoints
from grader.lab.benchmark import measure, report
from grader.lab.benchmark.measure import EVALUATION, MeasuredSide, measure_numpy, measure_torch
from grader.lab.benchmark.protocol import Limits, sorting_protocol, text_protocol
from grader.lab.model.device import DeviceName, open_device
from grader.lab.model.engine import EngineModel, engine_passed, resolve_engine
from grader.lab.model.gpt2 import FORWARD_PIECES, GPT2
from grader.lab.model.memory import keep_memory
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.model.resolve_pieces import resolve_pieces, with_prerequisites
from grader.lab.training.checkpoint_vocabulary import is_sorter, require_gpt2_tokens
from grader.paths import SOLUTIONS, exercises, installing
from grader.runner.error_text import describe_exception
from reference.tokenizer import gpt2

Flag = Annotated[bool, Parameter(negative="")]
Protocol = Literal["exact", "hub-mean", "hub-weighted", "lm-eval", "nanogpt"]


def benchmark_(
    *,
    checkpoint: str | None = None,
    subset: Flag = False,
    full: Flag = False,
    protocol: Protocol = "exact",
    stride: int | None = None,
    gelu: Literal["tanh", "erf"] | None = None,
    heads: int | None = None,
    tokens: int | None = None,
    passages: int | None = None,
    pieces: Literal["mine", "solutions", "fast"] | None = None,
    solutions: Flag = False,
    borrow: Flag = False,
    against: Literal["torch"] | None = None,
    data: Path | None = None,
    out: Path | None = None,
    device: DeviceName = "cpu",
) -> int:
    """Measure GPT-2: perplexity on WikiText-103, perplexity and accuracy on LAMBADA. An interrupted run goes on.

    Parameters
    ----------
    checkpoint
        A folder or a file with a GPT-2's weights, in any form that `grader weights --from` takes, or synthetic:SIZE for
        seeded random weights, of a published size or tiny. Without it: what `grader weights` brought.
    subset
        The first 18,000 tokens of WikiText-103 and 150 passages of LAMBADA: the default.
    full
        The whole test sets.
    protocol
        Whose way to measure: exact, the course's mean over all scored tokens; hub-mean or hub-weighted, the two forms
        of Hugging Face's guide; lm-eval, its wikitext and lambada_openai; nanogpt, its estimate_loss.
    stride
        Tokens from one window to the next, up to the whole context; half of it where it is not given.
    gelu
        Compute with this GELU, not the checkpoint's, or where it does not say which.
    heads
        Take this many heads, where the checkpoint does not say how many.
    tokens
        Read only so many tokens of WikiText-103.
    passages
        Read only so many passages of LAMBADA.
    pieces
        Yours (the default; with your engine, where all of part 15 has passed), the solutions', or fast: the solutions'
        engine.
    solutions
        The same as --pieces solutions.
    borrow
        Take the reference for pieces of yours that have not passed, and say so.
    against
        "torch": the same through PyTorch, side by side.
    data
        A folder with wiki.test.raw and lambada_test.jsonl; GPT2_DATA names one too. Without either they are fetched.
    out
        Where to write the report: NAME.json, NAME.md, or NAME for both.
    device
        Where your side or the solutions' computes: cpu, or cuda, a GPU by CuPy, without part 15's engine.
    """
    if subset and full:
        raise BadInput("--subset and --full exclude each other.")
    if pieces == "fast" and device != "cpu":
        raise BadInput("--pieces fast is for the processor: part 15's engine is made of its threads. Leave one out.")
    place = open_device(device)
    if against and importlib.util.find_spec("torch") is None:
        raise BadInput(f"--against torch needs PyTorch: {installing('oracle')} brings it.")
    if out:
        report.files(out)  # before an hour's work, not after it
    if solutions and pieces not in (None, "solutions"):
        raise BadInput(f"--solutions is --pieces solutions, and does not go with --pieces {pieces}.")
    pieces = "solutions" if solutions else pieces or "mine"
    mine = pieces == "mine"
    source = PieceSource.STUDENT if mine else PieceSource.SOLUTIONS
    by_engine = pieces == "fast" or (mine and device == "cpu" and engine_passed(exercises()))
    used = _resolve(source, by_engine, borrow)
    keep_memory()
    model = checkpoints.load(checkpoint, gelu, heads)
    if is_sorter(Path(model.spec), model.checkpoint.config):
        tasks = sorting_protocol(model.checkpoint.config)
    else:
        if not model.synthetic and model.checkpoint.config.vocab_size >= gpt2().n_vocab:  # of fewer more is to be said
            require_gpt2_tokens(Path(model.spec), model.checkpoint.config)
        tasks = text_protocol(model.checkpoint.config, data, Limits(full, stride, tokens, passages), protocol)
    evaluation = resolve_pieces(exercises(), EVALUATION, source=source, allow_missing=True) if mine else None
    made_of = f"{_describe(used, source, by_engine)}{place.note}{_describe_evaluation(evaluation)}"
    results = report.Report(model, tasks, made_of, {})
    title, *details = results.head
    say(title, "bold")
    for line in details:
        say(line)
    fingerprint = measure.pieces_fingerprint(exercises() if mine else SOLUTIONS)
    where = () if device == "cpu" else (device,)  # what was read on another device is no part of these figures
    side = MeasuredSide("yours" if mine else pieces, (fingerprint, borrow, *where))
    try:
        with benchmark_progress() as on_progress:
            with _student_errors(mine, place.hint):
                dtype = np.dtype(model.dtype).type
                made = (used, model.checkpoint, dtype)
                by_pieces = EngineModel(*made) if by_engine else GPT2(*made, place)
                functions = {name: getattr(evaluation, name) for name in evaluation.available} if evaluation else {}
                results.sides[side.name] = measure_numpy(model, by_pieces, side, tasks, functions, on_progress)
            if against:
                results.sides["PyTorch"] = measure_torch(model, MeasuredSide("PyTorch", ()), tasks, on_progress)
    except KeyboardInterrupt:
        say("interrupted; what was read is kept, and the same command goes on from there", "yellow")
        return ExitCode.INTERRUPTED
    return _show(results, out)


def _resolve(source: PieceSource, by_engine: bool, borrow: bool) -> PieceSet:
    if by_engine:
        return resolve_engine(exercises(), source=source)
    return resolve_pieces(exercises(), with_prerequisites(*FORWARD_PIECES), source=source, borrow=borrow)


@contextmanager
def _student_errors(mine: bool, hint: str) -> Iterator[None]:
    """Raise BadInput for an error in the student's code, naming their line."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(exercises())]
        if not mine or not frames:
            raise
        at = f"{relative_path(Path(frames[-1].filename))} line {frames[-1].lineno}"
        raise BadInput(f"Your code stopped at {at}: {describe_exception(error, {})}{hint}") from None


def _describe(used: PieceSet, asked: PieceSource, by_engine: bool) -> str:
    if by_engine:
        return describe_engine(used, asked)
    if used.source is PieceSource.SOLUTIONS:
        return "the solutions' pieces"
    borrowed = f"; borrowed: {', '.join(used.borrowed)}" if used.borrowed else ""
    return f"your pieces{borrowed}"


def _describe_evaluation(evaluation: PieceSet | None) -> str:
    """Say by which functions a side is evaluated; `evaluation` are the student's, None for the solutions' pieces."""
    if evaluation is None:
        return ", evaluated by the protocol itself"
    by = f"your {', '.join(evaluation.available)}" if evaluation.available else "the protocol itself"
    missing = f" (not passed: {', '.join(evaluation.missing)})" if evaluation.missing else ""
    return f"; evaluated by {by}{missing}"


def _show(results: report.Report, out: Path | None) -> int:
    """Print the table, write the report, and delete the records of the runs; return the exit code."""
    known = results.published
    heads, cells = report.table(results.rows(), list(results.sides), known is not None)
    for line in [row_in_words(heads, row) for row in cells] if wants_words() else report.columns(heads, cells):
        say(line)
    if known:
        say(f"  published for GPT-2 124M: {known.source}", "dim")
    measurements = [measurement for side in results.sides.values() for measurement in side]
    if resumed := sum(measurement.record.resumed for measurement in measurements):
        say(f"  {resumed} windows, passages or inputs are from a run before", "dim")
    agree = results.sides_agree()
    if len(results.sides) > 1:
        say(
            "  the figures agree to every printed decimal" if agree else "  the figures differ",
            "green" if agree else "red",
        )
    if out:
        say(f"  written: {', '.join(relative_path(path) for path in report.write(results, out))}")
    for measurement in measurements:
        measurement.record.delete()
    return 0 if agree else 1
