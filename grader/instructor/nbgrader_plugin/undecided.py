"""What this version of the course cannot decide of a notebook that another version released, and why.

An exercise may have been removed since, or renamed, or may ask for other arguments; an answer may be built on one.
To judge it all the same would call a right answer wrong, so a person decides, or the version that released it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nbformat.notebooknode import NotebookNode

from grader.course import registry
from grader.course.stubs import stub
from grader.instructor.nbgrader_plugin.points_cells import exercise_of_marks
from grader.instructor.notebooks.source_notebook import MARKS, as_text

ABSENT = "this version of the course does not have"


def undecided(released: NotebookNode, texts: Mapping[str, str], once: Iterable[str] = ()) -> dict[str, str]:
    """Return the cells NAME-marks of a released notebook that cannot be decided, by grade_id, each with the reason.

    `texts` are the sources of answers by grade_id; `once` names the exercises of the version that released it.
    """
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}
    asked = [name for grade_id in cells if (name := exercise_of_marks(grade_id, cells[grade_id].source))]
    gone = gone_exercises(released, once)
    found = {name: f"{name} is an exercise that {ABSENT}" for name in asked if name not in registry.all_names()}
    for name in (name for name in registry.all_names() if name in asked and name in cells):
        before = as_text(cells[name].source)
        lacks = [*_absent_imports(name, before), *used(as_text(texts.get(name, "")), gone)]
        lacks += [piece for piece in registry.prerequisites(name) if piece in found]
        if why := built_on_absent(lacks) or _other_arguments(name, before):
            found[name] = why
    return {name + MARKS: why for name, why in found.items()}


def built_on_absent(names: Sequence[str]) -> str:
    """Return the reason of what is built on these, "" of what is built on none."""
    return f"it is built on {names[0]}, which {ABSENT}" if names else ""


def gone_exercises(released: NotebookNode, once: Iterable[str] = ()) -> frozenset[str]:
    """Return the names that were exercises when a notebook was released, and that this version does not have."""
    cells = {cell.metadata.nbgrader.grade_id: cell.source for cell in released.cells if "nbgrader" in cell.metadata}
    names = {exercise_of_marks(grade_id, source) for grade_id, source in cells.items()} - {""}
    for name in names & {*registry.all_names()} & cells.keys():
        names |= {*_absent_imports(name, as_text(cells[name]))}
    return frozenset((names | {*once}) - {*registry.all_names()})


def used(text: str, names: frozenset[str]) -> list[str]:
    """Return those of the names that a text reads or imports and does not define, in alphabetical order."""
    syntax = _parsed(text) if names else None
    if syntax is None:
        return []
    nodes = [*ast.walk(syntax)]
    defined = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    defined |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    read = {node.id for node in nodes if isinstance(node, ast.Name)}
    imported = {word for node in nodes if isinstance(node, ast.ImportFrom) and node.level for word in _words(node)}
    return sorted(names & ((read - defined) | imported))


def _words(node: ast.ImportFrom) -> set[str]:
    return {*(node.module or "").split("."), *(alias.name for alias in node.names)}


def _absent_imports(name: str, text: str) -> Iterator[str]:
    """Yield the exercises that the text of an exercise imports, and that this version has not, or elsewhere."""
    keys = {registry.key(each) for each in registry.all_names()}
    syntax = _parsed(text)
    for node in syntax.body if syntax else ():
        if isinstance(node, ast.ImportFrom) and node.module and node.level in (1, 2):
            key = node.module if node.level == 2 else f"{registry.part_of(name)}.{node.module}"
            if key not in keys:
                yield key.rpartition(".")[2]


def _other_arguments(name: str, before: str) -> str:
    """Return how the released stub of an exercise and this version's differ in what they are called with, or ""."""
    then, now = (_signatures(text, name) for text in (before, stub(registry.part_of(name), name)))
    changed = next((word for word in then if word in now and then[word] != now[word]), "")
    return f"it was released as {changed}{then[changed]}, and is {changed}{now[changed]} now" if changed else ""


def _signatures(text: str, name: str) -> dict[str, str]:
    """Return the arguments of the function or class of this name, and of a class's methods, without annotations."""
    syntax = _parsed(text)
    found = {}
    for node in syntax.body if syntax else ():
        if isinstance(node, ast.FunctionDef) and node.name == name:
            found[name] = _arguments(node)
        elif isinstance(node, ast.ClassDef) and node.name == name:
            found |= {
                f"{name}.{each.name}": _arguments(each) for each in node.body if isinstance(each, ast.FunctionDef)
            }
    return found


def _arguments(node: ast.FunctionDef) -> str:
    for argument in ast.walk(node.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return f"({ast.unparse(node.args)})"


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
