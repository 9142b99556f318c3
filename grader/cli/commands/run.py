"""`grader run`: a checkpoint on the student's own pieces, sorting or reading a text."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from cyclopts import Parameter
from rich.progress import MofNCompleteColumn, TimeRemainingColumn

from grader.cli.describe_pieces import describe_borrowed, describe_engine, source_of
from grader.cli.progress_bar import bar
from grader.cli.terminal import say
from grader.errors import BadInput
from grader.files import read_text
from grader.lab.model import inference
from grader.lab.model.device import DeviceName, open_device
from grader.lab.model.engine import EngineModel, resolve_engine
from grader.lab.model.gpt2 import FORWARD_PIECES, GPT2
from grader.lab.model.loading import count_parameters, dtype_for, load
from grader.lab.model.memory import keep_memory
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.model.resolve_pieces import resolve_pieces, with_prerequisites
from grader.lab.training.checkpoint_vocabulary import is_sorter, load_vocabulary
from grader.paths import exercises
from reference.checkpoints import Checkpoint


def run_(
    *,
    checkpoint: Path,
    text: Path | None = None,
    solutions: bool = False,
    fast: bool = False,
    borrow: bool = False,
    limit: int | None = None,
    gelu: Literal["tanh", "erf"] | None = None,
    heads: int | None = None,
    special: Annotated[bool, Parameter(negative="")] = False,
    device: DeviceName = "cpu",
) -> int:
    """Run a checkpoint on your own pieces: a sorter sorts, any GPT-2 reads a text.

    Parameters
    ----------
    checkpoint
        A folder or a file with a GPT-2's weights, in any form that `grader weights --from` takes.
    text
        A UTF-8 text to read, its line ends as they are: its token count, mean loss and perplexity are printed.
    solutions
        Run on the solutions' pieces instead of yours.
    fast
        Run on the engine of part 15: yours where all of that part has passed, else the solutions'.
    borrow
        Take the reference for pieces of yours that have not passed, and say so.
    limit
        Read no more than this many tokens of the text.
    gelu
        Compute with this GELU, where the checkpoint does not say which, or in its place.
    heads
        Take this many heads, where the checkpoint does not say how many.
    special
        Read <|endoftext|> in the text as that token, not as its characters.
    device
        Where it computes: cpu, or cuda, a GPU by CuPy.
    """
    if limit is not None and limit < 2:
        raise BadInput(f"--limit is {limit}; a loss needs at least 2 tokens.")
    if fast and device != "cpu":
        raise BadInput(
            "--fast is for the processor: part 15's engine is made of its threads. Leave one of the two out."
        )
    place = open_device(device)
    source = source_of(solutions=solutions)
    if fast:
        pieces = resolve_engine(exercises(), source=source)
        made_of = describe_engine(pieces, source)
    else:
        pieces = resolve_pieces(exercises(), with_prerequisites(*FORWARD_PIECES), source=source, borrow=borrow)
        made_of = _describe(pieces)
    keep_memory()
    loaded = load(checkpoint, gelu, heads)
    count = count_parameters(loaded)
    _introduce(loaded, f"{made_of}{place.note}", count)
    if pieces.borrowed:
        say(f"  {describe_borrowed(pieces)}", "yellow")
    dtype = dtype_for(count)
    model = EngineModel(pieces, loaded, dtype) if fast else GPT2(pieces, loaded, dtype, place)
    if text:
        words = load_vocabulary(checkpoint, loaded.config)
        with pieces.errors_told(place.hint):
            return _read(model, partial(words.encode, special=special), text, limit)
    if is_sorter(checkpoint, loaded.config):
        with pieces.errors_told(place.hint):
            return _sort(model)
    raise BadInput("This checkpoint is no sorter. Give it a text to read: --text FILE.")


def _describe(pieces: PieceSet) -> str:
    if pieces.source is PieceSource.SOLUTIONS:
        owner = "the solutions"
    else:
        owner = "yours and of the reference" if pieces.borrowed else "yours"
    return f"{len(pieces.names)} pieces of {owner}"


def _introduce(loaded: Checkpoint, made_of: str, count: int) -> None:
    c = loaded.config
    say(f"GPT-2 of {c.n_layer} layers, {c.n_head} heads, {c.n_embd} wide, {c.vocab_size} symbols", "bold")
    say(f"  {loaded.choices}")
    say(f"  {count:,} parameters, made of {made_of}")


def _sort(model: GPT2 | EngineModel) -> int:
    n = (model.config.n_positions + 1) // 2
    total, right, example = model.config.vocab_size**n, 0, ""
    start = time.perf_counter()
    with bar(MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task("sorting", total=total)
        for inputs, outputs in inference.sort_all(model):
            right += int(np.all(np.sort(inputs, axis=1) == outputs, axis=1).sum())
            example = f"{_word(inputs[-2])} -> {_word(outputs[-2])}"
            progress.advance(task, len(inputs))
    seconds = time.perf_counter() - start
    say(
        f"{right} of {total} inputs sorted ({example}, …) in {seconds:.1f} s",
        "bold green" if right == total else "bold red",
    )
    return 0 if right == total else 1


def _word(ids: np.ndarray) -> str:
    return "".join(map(str, ids.tolist()))


def _read(model: GPT2 | EngineModel, encode: Callable[[str], list[int]], text: Path, limit: int | None) -> int:
    ids = np.array(encode(read_text(text))[:limit], dtype=np.int64)
    if len(ids) < 2:
        raise BadInput(f"{text} has {len(ids)} tokens; a loss needs at least 2.")
    start = time.perf_counter()
    with bar(MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task("reading", total=len(ids) - 1)
        for loss in inference.score_text(model, ids):
            progress.update(task, completed=loss.tokens, description=f"reading, loss {loss.mean:.3f}")
    seconds = time.perf_counter() - start
    say(f"{len(ids):,} tokens, {loss.tokens:,} scored in windows of {model.config.n_positions}", "bold")
    rate = loss.tokens / seconds
    say(f"  mean loss {loss.mean:.4f} nats, perplexity {loss.perplexity:.2f}, {rate:,.0f} tokens/s")
    return 0
