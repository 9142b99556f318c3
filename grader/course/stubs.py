"""Cut a solution into the stub that a student starts from: `python -m grader.course.stubs [NAME ...]`.

Solutions are the only source; stubs are never edited.

The region between `### BEGIN SOLUTION` and `### END SOLUTION` (nbgrader's own markers) becomes one
`raise NotImplementedError`, which says what to derive in the words of the file's own docstring; the values of
`by_hand` and `formula` become None. Above relative imports stands what `python FILE` says in their place.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from grader.course import registry
from grader.files import put_aside
from grader.paths import COURSE_ROOT, STUBS, root_of, solution_file

REGION = re.compile(r"^(?P<indent> *)### BEGIN SOLUTION\n.*?^ *### END SOLUTION\n", re.MULTILINE | re.DOTALL)
RELATIVE_IMPORT = re.compile(r"^from \.", re.MULTILINE)
GUARD = """if not __package__:
    raise SystemExit("python -m exercises.{part}.{name} runs it, grader check judges it")

"""
WIDTH = 100
ANSWERS = ("by_hand", "formula")


@cache
def cut_solution(text: str, name: str) -> str:
    """Return the stub of a solution's text. Raises ValueError where it has no region to cut."""
    if not REGION.search(text):
        raise ValueError(f"the solution of {name} has no ### BEGIN SOLUTION … ### END SOLUTION")
    syntax = ast.parse(text)

    def raised(region: re.Match) -> str:
        line = text.count("\n", 0, region.start()) + 1
        return _raise(region["indent"], _piece_at(syntax, line, name) or task_of(text, name))

    return _with_guard(_without_answers(REGION.sub(raised, text)), name)


def _piece_at(syntax: ast.Module, line: int, name: str) -> str:
    """Return the task at one line of a file with several functions, from the docstring of the function around it.

    "" in the function that has the exercise's name: the task of the whole file says more.
    """
    around = [n for n in ast.walk(syntax) if isinstance(n, ast.FunctionDef) and n.lineno < line <= n.end_lineno]
    if not around or around[-1].name == name:
        return ""
    sentence = " ".join((ast.get_docstring(around[-1]) or "").split("\n\n")[0].split())
    return f"{name}: write {around[-1].name}. {sentence}"


def solution_text(name: str) -> str:
    """Return the text of an exercise's solution. Raises BadInput for an unknown name."""
    return solution_file(registry.part_of(name), name).read_text(encoding="utf-8")


def task_of(text: str, name: str) -> str:
    """Return what to derive, from the docstring's line Wanted: "matmul: derive dx (..., K) and …".

    The line Forward stands at the top of the file, and is not said again.
    """
    return f"{name}: derive {field(text, 'Wanted')}."


def field(text: str, word: str) -> str:
    """Return one field of the file's docstring (`Forward`, `Given`, `Wanted`, `Source`), its lines joined."""
    docstring = ast.get_docstring(ast.parse(text)) or ""
    found = re.search(rf"^{word}\b[ ]+(.*(?:\n[ ]{{4,}}.*)*)", docstring, re.MULTILINE)
    if not found:
        raise ValueError(f"the docstring has no line {word}")
    return " ".join(found[1].split()).rstrip(".")


def stub(part: str, name: str) -> str:
    """Return the stub of one exercise."""
    solution = solution_file(part, name)
    if not solution.is_file():
        return (STUBS / part / f"{name}.py").read_text(encoding="utf-8")
    return cut_solution(solution.read_text(encoding="utf-8"), name)


def write_stub(path: Path, text: str) -> Path | None:
    """Write a stub unless the file has this text already; return the copy of another text that was there, if any."""
    if path.exists() and path.read_bytes() == text.encode():
        return None
    kept = None
    if path.exists():
        kept = put_aside(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return kept


def main(names: Sequence[str] = ()) -> None:
    """Cut the stubs of these exercises anew, or all; what is not in git's last commit is kept beside it."""
    for name in names or registry.all_names():
        part = registry.part_of(name)
        path = root_of(part).exercises / part / f"{name}.py"
        kept = write_stub(path, stub(part, name))
        if kept and _committed(path, kept):
            kept.unlink()
        elif kept:
            print(f"{path.name}: the old text is kept in {kept}")


def _committed(path: Path, kept: Path) -> bool:
    """Whether git's last commit has this text for the path."""
    show = ["git", "show", f"HEAD:./{path.name}"]
    found = subprocess.run(show, cwd=path.parent, capture_output=True, check=False)
    return found.returncode == 0 and found.stdout == kept.read_bytes()


def _raise(indent: str, task: str) -> str:
    lines = textwrap.wrap(task, WIDTH - len(indent), break_long_words=False)
    pieces = [line + " " for line in lines[:-1]] + lines[-1:]
    quoted = "".join(f"{indent}    {_literal(piece)}\n" for piece in pieces)
    return f"{indent}raise NotImplementedError(\n{quoted}{indent})\n"


def _with_guard(text: str, name: str) -> str:
    """Say above a stub's relative imports, which `python FILE` cannot follow, how the file is run."""
    first = RELATIVE_IMPORT.search(text)
    if not first or name not in registry.all_names() or root_of(registry.part_of(name)) is not COURSE_ROOT:
        return text
    part = registry.part_of(name)
    return text[: first.start()] + GUARD.format(part=part, name=name) + text[first.start() :]


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_derivation(node: ast.stmt) -> bool:
    """Whether a statement of an exercise's file says what was worked by hand, or a formula."""
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in ANSWERS


def _without_answers(text: str) -> str:
    """Replace the module's `by_hand = {...}` and `formula = {...}` by the same keys with None."""
    lines = text.splitlines(keepends=True)
    for node in reversed(ast.parse(text).body):
        if is_derivation(node) and isinstance(node.value, ast.Dict):
            keys = ", ".join(f'"{key.value}": None' for key in node.value.keys)
            lines[node.lineno - 1 : node.end_lineno] = [f"{node.targets[0].id} = {{{keys}}}\n"]
    return "".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
