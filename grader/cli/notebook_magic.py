"""The IPython extension: `%load_ext grader.cli.notebook_magic` gives `%%exercise NAME`, `check`, `passed` and `hint`.

`%%exercise NAME` writes the cell's text to the exercise's file, where `grader check` and the other exercises find it:
a notebook, an editor and a terminal can be used in turns.
"""

from __future__ import annotations

import hashlib
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.cli.commands.hint import next_hint
from grader.cli.error_report import report_error
from grader.cli.notebook.progress import progress
from grader.cli.notebook.verdict_view import VerdictView, shorten_for_notebook
from grader.cli.terminal import relative_path, say
from grader.course import registry
from grader.course.stubs import stub, write_stub
from grader.errors import BadInput, GraderError
from grader.files import remember, remembered, write_atomically
from grader.judge.judge_file import judge_file
from grader.judge.ladder import Ladder
from grader.paths import SOLUTIONS, exercise_file, exercises, workspace
from grader.runner.replaced_names import take_as_given
from grader.runner.source import Source
from grader.runner.tree import Tree

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from grader.judge.verdict import Verdict

REGION = "### BEGIN SOLUTION"
"""Marks a cell of an instructor's source notebook: such a cell is judged, and not written to `exercises/`."""

_source_cells: dict[str, Source] = {}
"""The cells of a source notebook that were run in this kernel, by exercise."""


class CellStop(Exception):
    """Ends a cell; Jupyter shows its sentence in place of a traceback."""

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows; it calls this method by name."""
        return [str(self)]


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Register the magic and the functions; IPython calls this at `%load_ext grader.cli.notebook_magic`."""

    def exercise(line: str, cell: str) -> None:
        ipython.push(_or_stop(_run_exercise_cell, line.strip(), cell))

    ipython.register_magic_function(exercise, "cell", "exercise")
    ipython.push({"check": check, "passed": passed, "hint": hint, "secret_seed": secret_seed})


def check(name: str, seed: int | None = None) -> None:
    """Show the verdict on an exercise; the cell fails unless the exercise passes."""
    from IPython.display import display  # it takes long, and a kernel has it

    verdict, tree = _or_stop(_judge, name, seed)
    display(VerdictView(verdict, tree, None if name in _source_cells else progress(name)))
    if verdict.exit_code:
        raise CellStop(f"{name} has not passed.")


def passed(name: str) -> None:
    """Let the cell fail unless the exercise passes; shows nothing where it does."""
    if name in _source_cells:
        return check(name)
    if _or_stop(Ladder(exercises()).standing, name).state != "passed":
        raise CellStop(f'{name} has not passed: check("{name}") says why.')
    return None


def hint(name: str, step: int | None = None) -> None:
    """Give the next hint on an exercise, or the one of step 1, 2 or 3."""
    found = _or_stop(next_hint, name, step)
    more = f'\n  Next: hint("{name}")' if found.step < found.of else ""
    say(f"{found.title}\n  {found.text}{more}")


def secret_seed() -> int:
    """Return the seed of the assignment whose folder holds the notebook, by the secret of the instructor's course."""
    try:
        from grader.instructor.course_secret import FILE, assignment_seed, course_secret
    except ModuleNotFoundError:
        raise CellStop("The secret seed is the instructor's; check without it.") from None
    folders = (Path.cwd(), *Path.cwd().parents)
    secret = _or_stop(course_secret, next((folder for folder in folders if (folder / FILE).exists()), folders[0]))
    return assignment_seed(secret, Path.cwd().name)


def _or_stop(function: Any, *arguments: Any) -> Any:
    """Call a function; a BadInput or GraderError stops the cell with its sentence."""
    take_as_given("input")
    try:
        return function(*arguments)
    except (BadInput, GraderError) as error:
        raise CellStop(shorten_for_notebook(report_error(error).message)) from None


def _judge(name: str, seed: int | None) -> tuple[Verdict, Tree]:
    """Judge the student's file, or the source notebook's cell over the solutions; return the tree that it stands in."""
    if name in _source_cells:
        cells = {registry.key(other): source for other, source in _source_cells.items()}
        tree = Tree(SOLUTIONS, cells)
        return judge_file(registry.entry(name), tree, seed), tree
    ladder = Ladder(exercises())
    if missing := ladder.missing(name):
        first = missing[0]
        raise BadInput(
            f"{name} is locked: it is built on {', '.join(missing)}, not passed yet. Next: write {first} in its cell, "
            f'`%%exercise {first}`, in the notebook of {registry.part_of(first)}, and run check("{first}") there.'
        )
    return ladder.judge(name, seed), Tree(exercises())


def _run_exercise_cell(name: str, text: str) -> dict[str, Any]:
    """Write a cell's text to the exercise's file, run it, and return what it defines: public names and `by_hand`."""
    part = registry.part_of(name)
    path = exercise_file(part, name)
    tree = Tree(exercises())
    if REGION in text:
        _source_cells[name] = Source(path, text)
        tree = Tree(SOLUTIONS, {f"{part}.{name}": _source_cells[name]})
    elif text == stub(part, name) and path.is_file() and path.read_text(encoding="utf-8") != text:
        say(f"This cell is still the stub, and {relative_path(path)} has more: that is kept, and what is checked.")
    else:
        _write_exercise(path, text, part, name)
    module = tree.load(part, name)
    return {key: value for key, value in vars(module).items() if _is_public(value, module) or key == "by_hand"}


def _is_public(value: Any, module: types.ModuleType) -> bool:
    """Return whether the module itself defines the value, under a name without a leading underscore."""
    return getattr(value, "__module__", None) == module.__name__ and not getattr(value, "__name__", "_").startswith("_")


def _write_exercise(path: Path, text: str, part: str, name: str) -> None:
    """Write a cell's text; a text that no notebook wrote, and that is not the stub, is kept beside the file."""
    store = workspace() / ".grader" / "notebook.json"
    hashes = remembered(store)  # of the texts that notebooks wrote last, by exercise
    present = path.read_text(encoding="utf-8") if path.is_file() else text
    if present in (text, stub(part, name)) or hashes.get(name) == _hash(present):
        write_atomically(path, text)
    elif kept := write_stub(path, text):
        say(f"What {relative_path(path)} had is kept in {relative_path(kept)}.")
    remember(store, hashes | {name: _hash(text)})


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
