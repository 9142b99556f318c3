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
from grader.lab.model.device import CPU, DeviceName, open_device
from grader.lab.model.memory import keep_memory
from grader.lab.model.piece_set import PieceSet
from grader.lab.model.resolve_pieces import not_passed, resolve_pieces, with_prerequisites
from grader.lab.training import settings, texts
from grader.lab.training.fine_tuning import StartingPoint, open_start
from grader.lab.training.load_data import load_data
from grader.lab.training.run_files import STATE_FILE, clear
from grader.lab.training.settings import TrainingSettings
from grader.lab.training.training_run import TrainingRun
from grader.lab.training.vocabulary import Characters
from grader.paths import exercises, workspace

PIECES = ("GPT", "AdamW", "get_lr", "train")
"""The exercises that training calls; for the sample at the end `generate` is called too, where it has passed."""

Flag = Annotated[bool, Parameter(negative="")]


def train_(
    *,
    task: Literal["sort", "add"] | None = None,
    text: Path | None = None,
    data: Path | None = None,
    from_: Annotated[Path | None, Parameter(name="--from")] = None,
    gelu: Literal["tanh", "erf"] | None = None,
    heads: int | None = None,
    tokens: Literal["characters", "gpt2"] | None = None,
    out: Path | None = None,
    resume: Flag = False,
    replace: Flag = False,
    steps: int | None = None,
    batch_size: int | None = None,
    accumulate: int | None = None,
    lr: float | None = None,
    weight_decay: float | None = None,
    eval_every: int | None = None,
    eval_batches: int | None = None,
    seed: int | None = None,
    n_layer: int | None = None,
    n_head: int | None = None,
    n_embd: int | None = None,
    block_size: int | None = None,
    letters: int | None = None,
    symbols: int | None = None,
    solutions: Flag = False,
    borrow: Flag = False,
    device: DeviceName = "cpu",
) -> int:
    """Train a GPT-2 of your own pieces, from random weights or a checkpoint: a sorter, an adder, or a writer.

    Parameters
    ----------
    task
        Learn to sort, or to add numbers of two digits. Every question is asked at the end; exit 1 unless all are right.
    text
        Learn this UTF-8 text.
    data
        Learn a folder that `grader prepare` wrote, or nanoGPT's prepare.py: train.bin, val.bin, perhaps meta.pkl.
    from_
        Begin with this checkpoint, a folder or a file of any format, and keep its sizes; the text is cut as its was.
    gelu
        With --from: which GELU it was trained with, where nothing beside its weights says it.
    heads
        With --from: how many heads it has, where nothing beside its weights says it.
    tokens
        Cut --text into its own characters (the default: 50,257 tokens are too many for minutes) or into GPT-2's tokens.
    out
        The checkpoint's folder; runs/NAME in your workspace where nothing is said.
    resume
        Go on with the run in that folder, with its settings; --steps may be raised.
    replace
        Train anew in a folder that holds a run; the old one is lost.
    steps
        Steps in all; each learns from one batch, or from --accumulate of them.
    batch_size
        Sequences in a batch, which are in memory at once.
    accumulate
        Batches whose gradients are added up in each step (1).
    lr
        The highest learning rate; it rises to it, and falls to a tenth of it.
    weight_decay
        Of the arrays of two axes, as nanoGPT has it (0.1); biases and norms never decay.
    eval_every
        Steps between estimates of the train and validation loss (250 on a text, with --from a quarter of the steps if
        that is less, never on a task: 0). The checkpoint of the lowest validation loss is kept in best/ of the folder.
    eval_batches
        Batches of each estimate (20).
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
    device
        Where it computes: cpu, or cuda, a GPU by CuPy. A run may go on on another device than it began on.
    """
    place = open_device(device)
    given = {"steps": steps, "batch_size": batch_size, "lr": lr, "seed": seed, "n_layer": n_layer, "n_head": n_head}
    given |= {"n_embd": n_embd, "block_size": block_size, "letters": letters, "symbols": symbols}
    given |= {"accumulate": accumulate, "weight_decay": weight_decay, "eval_every": eval_every}
    given |= {"eval_batches": eval_batches, "start": str(from_.resolve()) if from_ else None}
    if (gelu or heads) and (not from_ or resume):
        raise BadInput("--gelu and --heads say what the checkpoint of --from leaves open.")
    start = open_start(from_, gelu, heads) if from_ and not resume else None
    given["kind"] = _kind(task, text, data, tokens, resume, start)
    if text or data:
        given |= {"source": str((text or data).resolve()), "prepared": bool(data)}
    if start:
        given |= _sizes_of(start, given)
    folder = out or workspace() / "runs" / _name(given)
    wanted = settings.resumed(folder, given) if resume else settings.new(given)
    if not resume:
        _refuse_overwriting(folder, replace, from_)
    elif wanted.start:
        start = open_start(folder)  # what the run began with, or what it has become: the sizes are the same
    say(f"{wanted.title[0].upper()}{wanted.title[1:]}: looking whose pieces pass")
    sys.stdout.flush()
    sample = solutions or borrow or not not_passed(exercises(), with_prerequisites("generate"))
    names = with_prerequisites(*PIECES, *(("generate",) if sample else ()))
    pieces = resolve_pieces(exercises(), names, source=source_of(solutions=solutions), borrow=borrow)
    if pieces.borrowed:
        print(describe_borrowed(pieces), file=sys.stderr)
    keep_memory()
    run = _begin(pieces, wanted, folder, resume, start)
    if place is not CPU:
        run.move(place)  # from here on: what was read until now is the host's
    train_report.introduce(run, f"{describe_owner(pieces)}{place.note}")
    flag = " --solutions" if solutions else " --borrow" if borrow else ""
    completed = train_report.train(run)
    if completed:
        return train_report.finish(run, sample, flag)
    return train_report.report_interrupt(run, flag if place is CPU else f"{flag} --device {device}")


def _kind(
    task: str | None,
    text: Path | None,
    data: Path | None,
    tokens: str | None,
    resume: bool,
    start: StartingPoint | None,
) -> str | None:
    """Return what is to be learnt, a key of settings.DEFAULTS; None where a resumed run has it in its settings."""
    named = [name for name, value in (("--task", task), ("--text", text), ("--data", data)) if value]
    if len(named) > 1 or (not named and not resume):
        raise BadInput("Say what to learn, one of: --task sort, --task add, --text FILE, --data FOLDER.")
    if tokens and (named != ["--text"] or start):
        raise BadInput(
            "--tokens says how --text is cut; nothing else takes it, and with --from it is cut as the checkpoint's was."
        )
    if task:
        return task
    if start:
        if start.kind in settings.TASKS:
            raise BadInput(f"{start.path} was trained on a task: go on with it by --task {start.kind}.")
        return start.kind
    if resume:
        return tokens
    if text:
        return tokens or "characters"
    return "characters" if isinstance(texts.vocabulary_of(data), Characters) else "gpt2"


def _sizes_of(start: StartingPoint, given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that a checkpoint decides. Raises BadInput where one of them was given otherwise."""
    c = start.checkpoint.config
    sizes = {name: getattr(c, name) for name in ("n_layer", "n_head", "n_embd")}
    for name, size in sizes.items():
        if given[name] not in (None, size):
            raise BadInput(f"{start.path} has {name} {size}, not {given[name]}. Leave the option out with --from.")
    if given["kind"] not in settings.TASKS and given["block_size"] is None:
        sizes["block_size"] = min(c.n_positions, settings.DEFAULTS[given["kind"]]["block_size"])
    return sizes


def _name(given: dict[str, Any]) -> str:
    """Return the name of the run's folder: the task's, or the text's without its suffix."""
    if given["kind"] in settings.TASKS:
        return given["kind"]
    if "source" not in given:
        raise BadInput("Say which run to go on with: --out FOLDER.")
    return Path(given["source"]).stem


def _refuse_overwriting(folder: Path, replace: bool, start: Path | None) -> None:
    """Raise BadInput where a new run would overwrite an old one, or a checkpoint: one of others, or where it starts."""
    if start and folder.resolve() in (start.resolve(), *start.resolve().parents):
        raise BadInput(f"{relative_path(start)} is where the training starts from. Name another folder by --out.")
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


def _begin(
    pieces: PieceSet, wanted: TrainingSettings, folder: Path, resume: bool, start: StartingPoint | None
) -> TrainingRun:
    """Return the run, resumed or with an empty folder. Nothing is written unless settings and data fit together."""
    try:
        data = load_data(wanted, folder, start)
        run = TrainingRun(pieces, replaced(wanted, fingerprint=data.fingerprint), folder, data, start)
        if resume and wanted.fingerprint != data.fingerprint:
            raise BadInput(f"{wanted.source} is not the text that this run began with: it has changed. Train anew.")
        if resume:
            run.resume()
        else:
            clear(folder)
            if start:
                start.save(folder)
        run.settings.save(folder)
        return run
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}.") from None
