"""`grader run`: a GPT-2 of the student's own pieces, at work on a real checkpoint."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.progress import MofNCompleteColumn, TimeRemainingColumn

from grader.cli.progress_bar import bar
from grader.cli.terminal import say
from grader.errors import BadInput
from grader.lab.model import engine, inference, resolve_pieces
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.loading import load
from grader.lab.model.memory import keep_memory
from grader.lab.model.precision import dtype_for
from grader.lab.training import vocabulary
from grader.paths import exercises
from reference.checkpoints import Checkpoint, Config


def run_(
    *,
    checkpoint: Path,
    text: Path | None = None,
    solutions: bool = False,
    fast: bool = False,
    borrow: bool = False,
    limit: int | None = None,
) -> int:
    """Run a checkpoint on your own pieces: a sorter sorts, any GPT-2 reads a text.

    Parameters
    ----------
    checkpoint
        A folder with config.json and model.safetensors.
    text
        A UTF-8 text to read: its token count, mean loss and perplexity are printed.
    solutions
        Run on the solutions' pieces instead of yours.
    fast
        Run on the engine of part 15: yours where all of that part has passed, else the solutions'.
    borrow
        Take the reference for pieces of yours that have not passed, and say so.
    limit
        Read no more than this many tokens of the text.
    """
    if limit is not None and limit < 2:
        raise BadInput(f"--limit is {limit}; a loss needs at least 2 tokens.")
    if fast:
        tree, whose = engine.engine_tree(exercises(), solutions=solutions)
    else:
        made_of = resolve_pieces.of_solutions() if solutions else resolve_pieces.of_student(exercises(), borrow=borrow)
        of = "the solutions" if solutions else "yours and of the reference" if made_of.borrowed else "yours"
        whose = f"{len(resolve_pieces.with_prerequisites(*resolve_pieces.NAMES))} pieces of {of}"
    keep_memory()
    loaded = load(checkpoint)
    count = sum(array.size for array in loaded.params.values())
    dtype = dtype_for(count)
    _introduce(loaded, whose, count)
    if not fast and made_of.borrowed:
        say(f"  borrowed from the reference: {', '.join(made_of.borrowed)}", "yellow")
    model = engine.FastModel(tree, loaded, dtype) if fast else GPT2(made_of, loaded, dtype)
    if text:
        return _read(model, _encoder(checkpoint, loaded.config), text, limit)
    if vocabulary.is_sorter(checkpoint, loaded.config):
        return _sort(model)
    raise BadInput("This checkpoint is no sorter. Give it a text to read: --text FILE.")


def _introduce(loaded: Checkpoint, whose: str, count: int) -> None:
    c = loaded.config
    head = "tied" if loaded.tied else "untied"
    say(f"GPT-2 of {c.n_layer} layers, {c.n_head} heads, {c.n_embd} wide, {c.vocab_size} symbols, {head} head", "bold")
    say(f"  {count:,} parameters, {c.gelu} GELU, made of {whose}")


def _sort(model: GPT2) -> int:
    n = (model.config.n_positions + 1) // 2
    total, right, shown = model.config.vocab_size**n, 0, ""
    start = time.perf_counter()
    with bar(MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task("sorting", total=total)
        for given, answers in inference.sort_all(model):
            sorted_right = np.all(np.sort(given, axis=1) == answers, axis=1)
            right += int(sorted_right.sum())
            shown = f"{_word(given[-2])} -> {_word(answers[-2])}"
            progress.advance(task, len(given))
    seconds = time.perf_counter() - start
    say(
        f"{right} of {total} inputs sorted ({shown}, …) in {seconds:.1f} s",
        "bold green" if right == total else "bold red",
    )
    return 0 if right == total else 1


def _word(ids: np.ndarray) -> str:
    return "".join(map(str, ids.tolist()))


def _encoder(folder: Path, config: Config) -> Callable[[str], list[int]]:
    """Return what turns a text into ids: the characters kept beside the checkpoint, else GPT-2's tokenizer."""
    if (folder / vocabulary.FILE).is_file():
        return vocabulary.of_checkpoint(folder, config).encode
    from reference.tokenizer import gpt2  # a sorter needs no tokenizer

    encoding = gpt2()
    if config.vocab_size < encoding.n_vocab:
        raise BadInput(
            f"This checkpoint knows {config.vocab_size} symbols, GPT-2's text has {encoding.n_vocab}: "
            "it cannot read a text. Name a checkpoint that was trained on GPT-2's tokens."
        )
    return encoding.encode_ordinary


def _read(model: GPT2, encode: Callable[[str], list[int]], text: Path, limit: int | None) -> int:
    try:
        ids = np.array(encode(text.read_text(encoding="utf-8"))[:limit], dtype=np.int64)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{text} cannot be read as UTF-8 text: {error}.") from None
    if len(ids) < 2:
        raise BadInput(f"{text} has {len(ids)} tokens; a loss needs at least 2.")
    start = time.perf_counter()
    with bar(MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task("reading", total=len(ids) - 1)
        for reading in inference.read_text(model, ids):
            progress.update(task, completed=reading.tokens, description=f"reading, loss {reading.mean:.3f}")
    seconds = time.perf_counter() - start
    say(f"{len(ids):,} tokens, {reading.tokens:,} scored in windows of {model.config.n_positions}", "bold")
    rate = reading.tokens / seconds
    say(f"  mean loss {reading.mean:.4f} nats, perplexity {reading.perplexity:.2f}, {rate:,.0f} tokens/s")
    return 0
