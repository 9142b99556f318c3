"""Imports that are in a file and do nobody harm: those that do not run, or that may fail. What runs is guarded.

A file is not refused for what stands under `if __name__ == "__main__"` or `if TYPE_CHECKING`, in a function that is
named there alone, or in a `try` that expects an ImportError: there the import fails, as in the sandbox.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Collection, Iterable, Iterator
from typing import Any

FAILING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
"""What an import that may fail is caught by."""


class ForbiddenImport(ModuleNotFoundError):
    """A module that an answer may not use; the message is a sentence with the line."""


def never_run(module: ast.Module) -> set[ast.AST]:
    """Return every node of a file that does not run where the file is imported."""
    guarded = [node for node in module.body if isinstance(node, ast.If) and _is_guard(node.test)]
    unused = set(_below(inner for node in guarded for inner in node.body))
    functions = [node for node in module.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    inside = _names(unused)
    for function in functions:
        if function.name in inside and not function.decorator_list:
            own = set(ast.walk(function))
            if function.name not in _names(node for node in ast.walk(module) if node not in own | unused):
                unused |= own
    return unused


def may_fail(module: ast.Module) -> set[ast.AST]:
    """Return every node in the body of a `try` that catches an ImportError."""
    tries = [node for node in ast.walk(module) if isinstance(node, ast.Try) and any(map(_catches, node.handlers))]
    return set(_below(inner for node in tries for inner in node.body))


def guarded_builtins(forbidden: Collection[str], say: Any) -> dict[str, Any]:
    """Return the built-ins of a module in which a forbidden import fails; `say(line, top)` makes the sentence."""

    def guarded(name: str, *arguments: Any, **named: Any) -> Any:
        level = named.get("level", arguments[3] if len(arguments) > 3 else 0)
        top = str(name).partition(".")[0]
        if level == 0 and top in forbidden:
            raise ForbiddenImport(say(sys._getframe(1).f_lineno, top))
        return builtins.__import__(name, *arguments, **named)

    return vars(builtins) | {"__import__": guarded}


def _is_guard(test: ast.expr) -> bool:
    """Whether an `if` asks for the main program or for a type checker."""
    if isinstance(test, ast.Compare):
        names = {getattr(node, "id", getattr(node, "value", None)) for node in (test.left, *test.comparators)}
        return names == {"__name__", "__main__"} and isinstance(test.ops[0], ast.Eq)
    return "TYPE_CHECKING" in (getattr(test, "id", ""), getattr(test, "attr", ""))


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(getattr(each, "id", "") in FAILING for each in types)


def _below(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    """Return every name and every text that stands in these nodes."""
    return {
        name
        for node in nodes
        for name in (getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "value", None))
        if isinstance(name, str)
    }
