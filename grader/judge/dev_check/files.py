"""Rules about the files of an exercise: nothing left to do, the stub, what is imported."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.course import registry
from grader.course.new_exercise import todo_marks
from grader.course.spec import Exercise
from grader.course.stubs import stub
from grader.judge.dev_check.rule import files_of
from grader.judge.sandbox.bubblewrap import MODULES, PACKAGES
from grader.paths import COURSE, COURSE_ROOT, root_of
from grader.runner.source import read

Found = Iterator[tuple[Path, str]]

DRIVER_MAY_IMPORT = {*sys.stdlib_module_names, *PACKAGES, *MODULES}
"""Packages that there are in the sandbox."""

SHIPPED = re.compile(r"grader\.course\.(drivers(\..+)?|part\d\d_\w+\.\w+\.driver)")
"""Modules of the course that there are: what drivers share, and drivers."""


def nothing_is_marked(exercise: Exercise) -> Found:
    """No mark TODO(NAME) is left; the part's own marks, TODO(partNN_topic), are told with its last exercise's."""
    files = files_of(exercise)
    written = (
        files.entry,
        files.clauses,
        files.explained,
        files.formulas,
        files.alternatives,
        files.driver,
        files.solution,
        files.reference,
    )
    names = [exercise.name, *([exercise.part] if registry.names(exercise.part)[-1] == exercise.name else [])]
    for path in (*written, files.chapter, files.part_init):
        for mark in (mark for name in names if path.is_file() for mark in todo_marks(path, name)):
            yield path, f"line {mark.line}: {mark.what}"


def stub_is_cut(exercise: Exercise) -> Found:
    """The stub is what cutting the solution gives; an installed copy of the course has no stubs."""
    files = files_of(exercise)
    root = root_of(exercise.part)
    if root == COURSE_ROOT and root.exercises.parent != COURSE:
        return
    try:
        wanted = stub(exercise.part, exercise.name)
    except ValueError as error:
        yield files.solution, f"{error}"
        return
    if not files.stub.is_file() or files.stub.read_text(encoding="utf-8") != wanted:
        yield files.stub, f"is not what cutting the solution gives: `grader dev stubs {exercise.name}`"


def requires_are_imported(exercise: Exercise) -> Found:
    """`requires` names what the solution imports from earlier exercises, and they stand before it in the ladder."""
    files = files_of(exercise)
    syntax = read(files.solution).syntax
    imports = [node for node in ast.walk(syntax) if isinstance(node, ast.ImportFrom) and node.level]
    imported = {(node.module or "").split(".")[-1] for node in imports}
    if set(exercise.requires) != imported:
        yield files.entry, f"requires is {sorted(exercise.requires)}, and the solution imports {sorted(imported)}"
    names = registry.all_names()
    for other in imported & {*names}:
        if names.index(other) > names.index(exercise.name):
            yield files.part_init, f"{other} comes after {exercise.name}, which is built on it"


def driver_can_be_shipped(exercise: Exercise) -> Found:
    """A driver runs in the sandbox, which has NumPy, SciPy and drivers."""
    files = files_of(exercise)
    if not files.driver.is_file():
        if exercise.driver:
            yield files.driver, "is not there, and the entry names a driver"
        return
    for node in ast.walk(read(files.driver).syntax):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = ["." * node.level + (node.module or "")]
        else:
            continue
        for module in modules:
            if module.split(".")[0] not in DRIVER_MAY_IMPORT and not SHIPPED.fullmatch(module):
                yield files.driver, f"line {node.lineno} imports {module}, which is not there in the sandbox"
