"""Run a notebook's cells and then an instructor's own test cell, as a kernel would: in order, in one namespace.

The cells and the test come as text. Nothing is raised on account of either: what happened is returned as plain values.
The test is compiled before any cell runs, and each statement of it runs with the modules as they were then.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import CodeType, TracebackType
from typing import Any

from grader.errors import OutOfTime
from grader.runner.error_text import call_error, describe_error
from grader.runner.own_modules import import_all, remember_modules

HARMLESS = ("check", "passed", "hint")
"""What the notebooks' extension gives students to call in cells; it decides nothing here."""

PYTHONS_OWN = {value: name for name, value in vars(builtins).items() if isinstance(value, type)}
"""The types whose names say nothing that a student's code made up."""

TESTING = "numpy.testing"
"""Is loaded when somebody first reads `np.testing`, which could be a cell."""

Code = tuple[list[CodeType], CodeType | None]
"""A text's statements, and its last line where that is an expression."""


def drive(package: Callable[[], str], cells: Sequence[tuple[str, str, str]], test: str) -> dict[str, Any]:
    """Run the cells, each as (label, part, text), and then the test; return what became of them.

    `package` returns the package of a part: the relative imports of a cell are those of a file in its own part.
    "failed_cells" has (label, kind, why) of each cell that raised. "passed" is whether the test raised nothing, and
    "value" that of its last line where that is an expression. "error" says how it failed, or is ""; "line" is the line
    of the test at which it did, and "own_words" whether the test itself raised it there, so that its text is the
    test's. A "kind" is the name of one of Python's own exceptions, or "".
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    namespace |= dict.fromkeys(HARMLESS, lambda *names, **options: None)
    texts = {label: text for label, _, text in cells}
    tree = package().rpartition(".")[0]
    code, problem = _compiled("test", test)
    import_all(_modules_of(test))
    restore, failed = remember_modules(), []
    for label, part, text in cells:
        namespace["__package__"] = f"{tree}.{part}"
        compiled, error = _compiled(label, text)
        if error is None:
            _, error, _ = _run(compiled, namespace, restore)
        if error is not None:
            failed.append((label, _kind(error), describe_error(call_error(error, texts))))
    value, error, raised = (None, problem, None) if problem else _run(code, namespace, restore)
    found = {"failed_cells": failed, "passed": error is None, "value": value, "error": "", "kind": "", "line": 0}
    found["own_words"] = False
    return found if error is None else found | _failure(error, raised, code, test)


def _compiled(label: str, text: str) -> tuple[Code | None, BaseException | None]:
    """Return a text's code, or what is raised where there is none."""
    try:
        syntax = ast.parse(text, label)
        last = syntax.body.pop() if syntax.body and isinstance(syntax.body[-1], ast.Expr) else None
        expression = compile(ast.Expression(last.value), label, "eval") if last else None
        statements = [compile(ast.Module([node], []), label, "exec") for node in syntax.body]
        return (statements, expression), None
    except (KeyboardInterrupt, OutOfTime):
        raise
    except Exception as error:
        return None, error


def _modules_of(text: str) -> Iterator[str]:
    """Yield the modules that a test imports, or reads of NumPy."""
    try:
        nodes = [*ast.walk(ast.parse(text))]
    except (SyntaxError, ValueError):
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        elif isinstance(node, ast.Attribute) and node.attr == TESTING.rpartition(".")[2]:
            yield TESTING


def _run(
    code: Code, namespace: dict[str, Any], after_each: Callable[[], None]
) -> tuple[Any, BaseException | None, TracebackType | None]:
    """Run one text; return the value of its last line, where that is an expression, and what it raised, and where."""
    try:
        for statement in code[0]:
            exec(statement, namespace)
            after_each()
        return (eval(code[1], namespace) if code[1] else None), None, None
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:  # a cell that leaves Python has failed, as in a kernel
        return None, error, sys.exc_info()[2]  # the exception's own class may say another
    finally:
        after_each()


def _kind(error: BaseException) -> str:
    return PYTHONS_OWN.get(type(error), "")


def _failure(error: BaseException, raised: TracebackType | None, code: Code | None, test: str) -> dict[str, Any]:
    """Return why the test failed, and where in it."""
    frames = []
    while raised:
        frames.append((raised.tb_frame.f_code, raised.tb_lineno))
        raised = raised.tb_next
    own = {part for each in (*code[0], code[1]) if each for part in _codes(each)} if code else set()
    lines = [line for each, line in frames if each in own]
    if code is None:
        lines = [getattr(error, "lineno", 0) or 0]
    found = replace(call_error(error, {"test": test}), file="", raised_file="")
    return {
        "error": describe_error(found),
        "kind": _kind(error),
        "line": lines[-1] if lines else 0,
        "own_words": bool(frames) and frames[-1][0] in own and type(error) is AssertionError,
    }


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a text's code and that of the functions in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
