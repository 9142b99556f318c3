"""`grader demo`: a small GPT-2, of the student's pieces and borrowed ones, learns to sort, and sorts what one types."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from grader.cli.describe_pieces import describe_owner, show_owners
from grader.cli.terminal import say
from grader.errors import BadInput
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.model.resolve_pieces import resolve_pieces, solution_pieces, with_prerequisites
from grader.lab.training import settings
from grader.lab.training.load_data import load_data
from grader.lab.training.tasks import TrainingTask
from grader.lab.training.training_run import TrainingRun
from grader.paths import exercises

PIECES = with_prerequisites("GPT", "AdamW", "get_lr", "train")
LETTERS, SYMBOLS = 5, 10
SHOWN = (0, 50, 100, 200, 400)
"""After how many steps the model is asked what it has learnt so far; and at the end."""

ASKED = 1000
"""Words that it never saw, asked at the end."""


def demo_() -> int:
    """Watch a small GPT-2 learn to sort digits, within a minute; then type five digits, and it sorts them.

    It is made of your pieces that pass, and of borrowed ones for the others; the list says whose each is.
    """
    say("A small GPT-2, in NumPy alone, learns to sort five digits. It is made of these pieces:", "bold")
    sys.stdout.flush()
    pieces = _pieces()
    show_owners(pieces)
    with tempfile.TemporaryDirectory(prefix="grader-demo-") as folder:
        wanted = settings.new({"kind": "sort", "letters": LETTERS, "symbols": SYMBOLS})
        run = TrainingRun(pieces, wanted, Path(folder), load_data(wanted, Path(folder)))
        task = run.data
        say(
            f"\n{run.config.n_layer} layers, {run.config.n_head} heads, {run.config.n_embd} wide: "
            f"{run.config.n_parameters:,} parameters, random at first. It learns from "
            f"{len(task.train):,} words of five digits; of the others it is asked.",
            "bold",
        )
        _train(run, task)
        _ask_unseen(run, task)
        _ask_reader(run, task)
    say(f"Pieces: {describe_owner(pieces)}. `grader` says which to write next; the demo takes yours as they pass.")
    return 0


def _pieces() -> PieceSet:
    """Return the student's pieces with borrowed ones, or where there is no workspace yet the reference's."""
    try:
        root = exercises()
    except BadInput:
        return solution_pieces(PIECES)
    return resolve_pieces(root, PIECES, source=PieceSource.STUDENT, borrow=True)


def _train(run: TrainingRun, task: TrainingTask) -> None:
    """Train, and show now and then how the model sorts a word that it never sees in training."""
    steps = run.settings.steps
    unsorted = (word for word in task.texts[task.held_out] if len(set(word[:LETTERS])) == LETTERS and word[0] > word[1])
    word = next(unsorted)
    start = time.perf_counter()

    def show(done: int, loss: float | None = None) -> None:
        if done in SHOWN or done == steps:
            ask, answer = (task.vocabulary.decode(part) for part in np.split(_answers(run, word[None])[0], [LETTERS]))
            told = "" if loss is None else f"  loss {loss:.3f}  {time.perf_counter() - start:.0f} s"
            say(f"  step {done:3} of {steps}  {ask} -> {answer}{told}")
            sys.stdout.flush()

    show(0)
    if not run.train(show):
        raise KeyboardInterrupt


def _answers(run: TrainingRun, texts: np.ndarray) -> np.ndarray:
    """Words with or without their answers, (N, ...) -> (N, 2 LETTERS): the words, and what the model makes of them."""
    ids = texts[:, :LETTERS]
    for _ in range(LETTERS):
        next_ids = np.argmax(run.logits(ids)[:, -1], axis=-1)  # (N,)
        ids = np.concatenate([ids, next_ids[:, None]], axis=1)
    return ids


def _ask_unseen(run: TrainingRun, task: TrainingTask) -> None:
    words = task.texts[task.held_out[:: len(task.held_out) // ASKED][:ASKED]]
    right = int(np.sum(np.all(_answers(run, words) == words, axis=1)))
    say(f"{right:,} of {len(words):,} words that it never saw are sorted right.", "bold green")


def _ask_reader(run: TrainingRun, task: TrainingTask) -> None:
    """Sort what is typed, a line at a time, until an empty one."""
    prompt = "Five digits, and Enter (Enter alone ends): " if sys.stdin.isatty() else ""
    while word := _read(prompt):
        if len(word) != LETTERS or not (word.isascii() and word.isdigit()):
            say(f"  {word} is not five digits, and this model has learnt nothing else.")
            continue
        answer = _answers(run, np.array([task.vocabulary.encode(word)]))[0, LETTERS:]
        sorted_word = "".join(sorted(word))
        mark = "" if task.vocabulary.decode(answer) == sorted_word else f"  (wrong: it is {sorted_word})"
        say(f"  {word} -> {task.vocabulary.decode(answer)}{mark}")


def _read(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""
