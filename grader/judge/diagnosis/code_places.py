"""The code of a text that computes, node by node, and where each node stands in the text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from grader.judge.diagnosis.slip_kinds import SlipKind


class Change(NamedTuple):
    """A node, and the text in its place; changes with the same word under `alike` may be one slip, made throughout."""

    kind: SlipKind
    node: ast.AST
    instead: str
    alike: str = ""


@dataclass(frozen=True)
class Found:
    """A node of the code that runs, the names that can be read where it stands, and the upstream gradient's, or ""."""

    node: ast.AST
    names: tuple[str, ...]
    upstream: str


def code_in(text: str, wanted: Callable[[int], bool]) -> list[Found]:
    """Return every statement and expression that computes on the lines `wanted`: no annotations, no messages."""
    syntax = ast.parse(text)
    outer = [n.targets[0].id for n in syntax.body if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]
    every = [each for n in syntax.body for each in _inside(n, Found(n, tuple(outer), ""), 0)]
    return [found for found in every if wanted(getattr(found.node, "lineno", 0))]


UNREAD = ("annotation", "returns", "ctx", "decorator_list", "args", "type_params")
"""Fields of a function, or of an assignment, that compute nothing of its result."""


def _inside(node: ast.AST, around: Found, depth: int) -> Iterator[Found]:
    """Yield a node and what is in it. A function of one argument within another is taken for a backward."""
    if isinstance(node, (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Assert)):
        return
    here, unread = Found(node, around.names, around.upstream), ("annotation", "ctx")
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        own = [argument.arg for argument in node.args.args if argument.arg != "self"]
        names = tuple(dict.fromkeys([*own, *_bound(node), *around.names]))
        here = Found(node, names, own[0] if depth and len(own) == 1 else around.upstream)
        depth, unread = depth + 1, UNREAD
    yield here
    for field in node._fields:
        part = getattr(node, field) if field not in unread else None
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, ast.AST):
                yield from _inside(each, here, depth)


def _bound(function: ast.AST) -> list[str]:
    """Return the names that a function binds."""
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    return [node.id for node in nodes if isinstance(node.ctx, ast.Store)]


class Place:
    """Where the nodes of a text stand in it; the syntax tree counts columns in bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and ends."""
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)

    def _at(self, line: int, column: int) -> int:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return self.starts[line - 1] + (column if text.isascii() else len(text.encode()[:column].decode()))

    def of(self, node: ast.AST) -> str:
        """Return a node's own text, in parentheses where it is made of parts."""
        start, end = self.span(node)
        text = self.text[start:end]
        return text if isinstance(node, (ast.Name, ast.Constant, ast.Attribute, ast.Call)) else f"({text})"
