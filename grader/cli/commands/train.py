"""`grader train`: a GPT-2 of the student's own pieces, from random weights to one that sorts, adds or writes."""

from __future__ import annotations

import sys
from dataclasses import replace as replaced
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from grader.cli import train_report
from grader.cli.describe_pieces import describe_borrowed, describe_owner, source_of
from grader.cli.terminal import relative_path, say
from grader.errors import BadInput
from grader.lab.model.memory import keep_memory
from grader.lab.model.piece_set import PieceSet
from grader.lab.model.resolve_pieces import not_passed, resolve_pieces, with_prerequisites
from grader.lab.training import settings
from grader.lab.training.settings import TrainingSettings
from grader.lab.training.training_run import RUN_FILES, STATE_FILE, TrainingRun, load_data
from grader.paths import exercises, workspace

PIECES = ("GPT", "AdamW", "get_lr", "train")
"""The exercises that training calls; for the sample at the end `generate` is called too, where it has passed."""

Flag = Annotated[bool, Parameter(negative="")]


def train_(
    *,
    task: Literal["sort", "add"] | None = None,
    text: Path | None = None,
    data: Path | None = None,
    tokens: Literal["characters", "gpt2"] | None = None,
    out: Path | None = None,
    resume: Flag = False,
    replace: Flag = False,
    steps: int | None = None,
    batch_size: int | None = None,
    lr: float | None = None,
    seed: int | None = None,
    n_layer: int | None = None,
    n_head: int | None = None,
    n_embd: int | None = None,
    block_size: int | None = None,
    letters: int | None = None,
    symbols: int | None = None,
    solutions: Flag = False,
    borrow: Flag = False,
) -> int:
    """Train a small GPT-2 of your own pieces from random weights: a sorter, an adder, or a writer.

    Parameters
    ----------
    task
        Learn to sort, or to add numbers of two digits. Every question is asked at the end; exit 1 unless all are right.
    text
        Learn this UTF-8 text.
    data
        Learn a folder that `grader prepare` wrote.
    tokens
        Cut --text into its own characters (the default: 50,257 tokens are too many for minutes) or into GPT-2's tokens.
    out
        The checkpoint's folder; runs/NAME in your workspace where nothing is said.
    resume
        Go on with the run in that folder, with its settings; --steps may be raised.
    replace
        Train anew in a folder that holds a run; the old one is lost.
    steps
        Steps in all; each learns from one batch.
    batch_size
        Sequences in a batch.
    lr
        The highest learning rate; it rises to it, and falls to a tenth of it.
    seed
        Of the weights and of the batches.
    n_layer
        Blocks.
    n_head
        Heads in each block.
    n_embd
        Channels.
    block_size
        Tokens that the model sees at once (of a text).
    letters
        Letters of the words to sort (6).
    symbols
        Digits that occur in them (3).
    solutions
        Train on the solutions' pieces instead of yours.
    borrow
        Take the reference for pieces of yours that have not passed, and say so.
    """
    given = {"steps": steps, "batch_size": batch_size, "lr": lr, "seed": seed, "n_layer": n_layer, "n_head": n_head}
    given |= {"n_embd": n_embd, "block_size": block_size, "letters": letters, "symbols": symbols}
    given["kind"] = _kind(task, text, data, tokens, resume)
    if text or data:
        given |= {"source": str((text or data).resolve()), "prepared": bool(data)}
    folder = out or workspace() / "runs" / _name(given)
    wanted = settings.resumed(folder, given) if resume else settings.new(given)
    if not resume:
        _refuse_overwriting(folder, replace)
    say(f"{wanted.title[0].upper()}{wanted.title[1:]}: looking whose pieces pass")
    sys.stdout.flush()
    sample = solutions or borrow or not not_passed(exercises(), with_prerequisites("generate"))
    names = with_prerequisites(*PIECES, *(("generate",) if sample else ()))
    pieces = resolve_pieces(exercises(), names, source=source_of(solutions=solutions), borrow=borrow)
    if pieces.borrowed:
        print(describe_borrowed(pieces), file=sys.stderr)
    keep_memory()
    run = _begin(pieces, wanted, folder, resume)
    train_report.introduce(run, describe_owner(pieces))
    flag = " --solutions" if solutions else " --borrow" if borrow else ""
    completed = train_report.train(run)
    return train_report.finish(run, sample, flag) if completed else train_report.report_interrupt(run, flag)


def _kind(task: str | None, text: Path | None, data: Path | None, tokens: str | None, resume: bool) -> str | None:
    """Return what is to be learnt, a key of settings.DEFAULTS; None where a resumed run has it in its settings."""
    named = [name for name, value in (("--task", task), ("--text", text), ("--data", data)) if value]
    if len(named) > 1 or (not named and not resume):
        raise BadInput("Say what to learn, one of: --task sort, --task add, --text FILE, --data FOLDER.")
    if tokens and named != ["--text"]:
        raise BadInput("--tokens says how --text is cut; nothing else takes it.")
    if task:
        return task
    if text:
        return tokens or (None if resume else "characters")
    return "gpt2" if data else None


def _name(given: dict[str, Any]) -> str:
    """Return the name of the run's folder: the task's, or the text's without its suffix."""
    if given["kind"] in settings.TASKS:
        return given["kind"]
    if "source" not in given:
        raise BadInput("Say which run to go on with: --out FOLDER.")
    return Path(given["source"]).stem


def _refuse_overwriting(folder: Path, replace: bool) -> None:
    """Raise BadInput where a new run would overwrite an old one, or a checkpoint that was not trained here."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file. Name a folder by --out.")
    if not (folder / settings.FILE).is_file() and (folder / "config.json").exists():
        raise BadInput(
            f"{relative_path(folder)} holds a checkpoint that was not trained here. Name another folder by --out."
        )
    if (folder / STATE_FILE).is_file() and not replace:
        raise BadInput(
            f"{relative_path(folder)} holds a run already. Go on with it by --resume, train anew by --replace, or name "
            "another folder by --out."
        )


def _begin(pieces: PieceSet, wanted: TrainingSettings, folder: Path, resume: bool) -> TrainingRun:
    """Return the run, resumed or with an empty folder. Nothing is written unless settings and data fit together."""
    try:
        data = load_data(wanted, folder)
        run = TrainingRun(pieces, replaced(wanted, fingerprint=data.fingerprint), folder, data)
        if resume and wanted.fingerprint != data.fingerprint:
            raise BadInput(f"{wanted.source} is not the text that this run began with: it has changed. Train anew.")
        if resume:
            run.resume()
        else:
            for name in RUN_FILES:
                (folder / name).unlink(missing_ok=True)
        run.settings.save(folder)
        return run
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}.") from None
