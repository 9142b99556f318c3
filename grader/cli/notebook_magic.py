"""The exercises in Jupyter: `%load_ext grader.cli.notebook_magic` gives `%%exercise NAME`, `check`, `passed`, `hint`.

`%%exercise NAME` puts the cell's text where `grader check` and the other exercises find it, so a notebook, an editor
and a terminal can be used in turns.
"""

from __future__ import annotations

import hashlib
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.cli.commands.hint import hint_
from grader.cli.error_report import report_error
from grader.cli.terminal import relative_path, say, show_verdict
from grader.course import registry
from grader.course.stubs import stub, write_stub
from grader.errors import BadInput, GraderError
from grader.files import remember, remembered
from grader.judge.judge_file import judge_file
from grader.judge.ladder import Ladder
from grader.paths import SOLUTIONS, exercise_file, exercises, workspace
from grader.runner.source import Source
from grader.runner.tree import Tree

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

REGION = "### BEGIN SOLUTION"
"""Stands in the cells of an instructor's source notebook: such a cell is judged, and not put into `exercises/`."""

_of_source_notebook: dict[str, Source] = {}


class CellStop(Exception):
    """Ends a cell with one sentence in the place of a traceback."""

    def _render_traceback_(self) -> list[str]:
        """Return what Jupyter shows (IPython asks for it by this name)."""
        return [str(self)]


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Give the notebook its magic and its functions; IPython calls this at `%load_ext grader.cli.notebook_magic`."""

    def exercise(line: str, cell: str) -> None:
        ipython.push(_in_words(_take, line.strip(), cell))

    ipython.register_magic_function(exercise, "cell", "exercise")
    ipython.push({"check": check, "passed": passed, "hint": hint, "secret_seed": secret_seed})


def check(name: str, seed: int | None = None) -> None:
    """Show the verdict on an exercise; a cell that does so fails unless the exercise passes."""
    verdict = _in_words(_verdict, name, seed)
    show_verdict(verdict, place=f"its cell, `%%exercise {name}`")
    if verdict.exit_code:
        raise CellStop(f"{name} has not passed.")


def passed(name: str) -> None:
    """Fail unless the exercise passes; shows nothing where it does."""
    if name in _of_source_notebook:
        return check(name)
    if _in_words(Ladder(exercises()).standing, name).state != "passed":
        raise CellStop(f'{name} has not passed: check("{name}") says why.')
    return None


def hint(name: str, step: int | None = None) -> None:
    """Give the next hint on an exercise, or the one of step 1, 2 or 3."""
    _in_words(hint_, name, step)


def secret_seed() -> int:
    """Return the class's secret seed, in an instructor's course folder."""
    try:
        from grader.instructor.secret_seed import FILE, secret_seed
    except ModuleNotFoundError:
        raise CellStop("The secret seed is the instructor's; check without it.") from None
    folders = (Path.cwd(), *Path.cwd().parents)
    return _in_words(secret_seed, next((folder for folder in folders if (folder / FILE).exists()), folders[0]))


def _in_words(function: Any, *arguments: Any) -> Any:
    """Call a function; what it refuses stops the cell with its sentence."""
    try:
        return function(*arguments)
    except (BadInput, GraderError) as error:
        raise CellStop(report_error(error).message) from None


def _verdict(name: str, seed: int | None) -> Any:
    if name not in _of_source_notebook:
        return Ladder(exercises()).judge(name, seed)
    sources = {registry.key(other): source for other, source in _of_source_notebook.items()}
    return judge_file(registry.entry(name), Tree(SOLUTIONS, sources), seed)


def _take(name: str, text: str) -> dict[str, Any]:
    """Put a cell's text where the exercise's file is, and return the names that it defines."""
    part = registry.part_of(name)
    path = exercise_file(part, name)
    tree = Tree(exercises())
    if REGION in text:
        _of_source_notebook[name] = Source(path, text)
        tree = Tree(SOLUTIONS, {f"{part}.{name}": _of_source_notebook[name]})
    elif text == stub(part, name) and path.is_file() and path.read_text(encoding="utf-8") != text:
        say(f"This cell is still the stub, and {relative_path(path)} has more: that is kept, and what is checked.")
    else:
        _put(path, text, part, name)
    module = tree.load(part, name)
    return {key: value for key, value in vars(module).items() if _own(value, module) or key == "by_hand"}


def _own(value: Any, module: types.ModuleType) -> bool:
    return getattr(value, "__module__", None) == module.__name__ and not getattr(value, "__name__", "_").startswith("_")


def _put(path: Path, text: str, part: str, name: str) -> None:
    """Write a cell's text; what was written elsewhere than in a notebook is kept beside it."""
    store = workspace() / ".grader" / "notebook.json"
    known = remembered(store)  # the hashes of the texts that notebooks wrote last, by exercise
    before = path.read_text(encoding="utf-8") if path.is_file() else text
    if before in (text, stub(part, name)) or known.get(name) == _hash(before):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    elif kept := write_stub(path, text):
        say(f"What {relative_path(path)} had is kept in {relative_path(kept)}.")
    remember(store, known | {name: _hash(text)})


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
