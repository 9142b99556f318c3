"""Right answers written in other ways: each must pass. One module per exercise, one function or class per way.

A module's public functions (classes, where a class is asked for) are the alternatives; each takes the exercise's
arguments and stands alone. They are read as text and judged like a student's file, never imported.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

from grader.course.spec import Exercise
from grader.paths import SOLUTIONS, exercise_folder
from grader.runner.source import read
from grader.runner.tree import Tree


def names(exercise: Exercise) -> tuple[str, ...]:
    """Return the names of an exercise's right alternatives."""
    path = _path(exercise)
    if not path.exists():
        return ()
    defined = (ast.FunctionDef, ast.ClassDef)
    return tuple(n.name for n in read(path).syntax.body if isinstance(n, defined) and n.name[0] != "_")


def tree(exercise: Exercise, name: str) -> Tree:
    """Return the solutions with one alternative in the place of the exercise's file."""
    answer = replace(read(_path(exercise)), text=text(exercise, name))
    return Tree(SOLUTIONS, {exercise.key: answer})


def text(exercise: Exercise, name: str) -> str:
    """Return one alternative as the text of an exercise's file."""
    return f"{read(_path(exercise)).text}\n\n{exercise.name} = {name}\n"


def _path(exercise: Exercise) -> Path:
    return exercise_folder(exercise.part, exercise.name) / "alternatives.py"
