"""A rule about a docstring: each of its clauses names the checks that would fail if an answer broke it.

An exercise's `clauses.py` cuts the docstrings of its stub into clauses, and a sentence that is added there without a
check is a shortfall: nothing is promised that nobody asks.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from grader.course.spec import Exercise
from grader.course.stubs import stub
from grader.judge.dev_check.rule import files_of
from grader.judge.plan import plan

Found = Iterator[tuple[Path, str]]

SHOWN = 60
"""Characters shown of a text where it departs from another."""


def every_clause_is_asked(exercise: Exercise) -> Found:
    """CLAUSES joined are the stub's docstrings, and each pattern beside a clause is the name of a check."""
    file = files_of(exercise).clauses
    if not file.is_file():
        yield file, "is not there: cut the stub's docstrings into clauses, each with the checks that ask it"
        return
    clauses = importlib.import_module(f"grader.course.{exercise.part}.{exercise.name}.clauses").CLAUSES
    promised, listed = " ".join(_docstrings(exercise)), _one_line(" ".join(clauses))
    if promised != listed:
        at = next(
            (n for n, (a, b) in enumerate(zip(promised, listed, strict=False)) if a != b),
            min(len(promised), len(listed)),
        )
        yield file, f"CLAUSES has {listed[at:][:SHOWN]!r} where the docstrings say {promised[at:][:SHOWN]!r}"
    names = [check.name for check in plan(exercise)]
    for clause, patterns in clauses.items():
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in names):
                yield file, f"no check is called {pattern!r}, which {clause[:SHOWN]!r} names"


def _docstrings(exercise: Exercise) -> Iterator[str]:
    """Yield the docstrings of the stub's classes, methods and functions, in order, each in one line."""
    syntax = ast.parse(stub(exercise.part, exercise.name))
    defined = [n for n in ast.walk(syntax) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    for node in sorted(defined, key=lambda node: node.lineno):
        if docstring := ast.get_docstring(node):
            yield _one_line(docstring)


def _one_line(text: str) -> str:
    return " ".join(text.split())
