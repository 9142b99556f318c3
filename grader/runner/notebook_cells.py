"""Run a notebook's cells and then an instructor's own test cell, as a kernel would: in order, in one namespace.

The cells and the test come as text. Nothing is raised on account of either: what happened is returned as plain values.
"""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.errors import OutOfTime
from grader.runner.error_text import call_error, describe_error

HARMLESS = ("check", "passed", "hint")
"""What the notebooks' extension gives students to call in cells; it decides nothing here."""


def drive(package: Callable[[], str], cells: Sequence[tuple[str, str, str]], test: str) -> dict[str, Any]:
    """Run the cells, each as (label, part, text), and then the test; return what became of them.

    `package` returns the package of a part: the relative imports of a cell are those of a file in its own part.
    "failed_cells" has (label, why) of each cell that raised. "value" is that of the test's last line where it is an
    expression. "error" says how the test failed, or is ""; "line" is the line of the test at which it did, and
    "own_words" whether the test itself raised it there, so that its text is the test's.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    namespace |= dict.fromkeys(HARMLESS, lambda *names, **options: None)
    texts = {label: text for label, _, text in cells}
    tree = package().rpartition(".")[0]
    failed = []
    for label, part, text in cells:
        namespace["__package__"] = f"{tree}.{part}"
        error = _run(label, text, namespace)[1]
        if error is not None:
            failed.append((label, describe_error(call_error(error, texts))))
    value, error = _run("test", test, namespace)
    found = {"failed_cells": failed, "value": value, "error": "", "line": 0, "own_words": False}
    return found if error is None else found | _failure(error, texts | {"test": test})


def _run(label: str, text: str, namespace: dict[str, Any]) -> tuple[Any, BaseException | None]:
    """Run one text; return the value of its last line, where that is an expression, and what it raised."""
    try:
        syntax = ast.parse(text, label)
        last = syntax.body.pop() if syntax.body and isinstance(syntax.body[-1], ast.Expr) else None
        exec(compile(syntax, label, "exec"), namespace)
        return (eval(compile(ast.Expression(last.value), label, "eval"), namespace) if last else None), None
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:  # a cell that leaves Python has failed, as in a kernel
        return None, error


def _failure(error: BaseException, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return why the test failed, and where in it."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "test"]
    if isinstance(error, SyntaxError) and not lines:
        lines = [error.lineno or 0]
    found = call_error(error, {})
    return {
        "error": describe_error(found),
        "line": lines[-1] if lines else 0,
        "own_words": bool(frames) and frames[-1].filename == "test" and isinstance(error, AssertionError),
    }
