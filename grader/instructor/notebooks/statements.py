"""The statements at the top of a notebook's cells: what each defines, what it needs, and if it counts for marks."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from grader.instructor.notebooks.python_of_cell import python_of_cell

IMPLICIT = {*dir(builtins), "__name__", "__file__", "__doc__", "__package__"}


@dataclass(frozen=True)
class Cell:
    """A code cell: how it is called, and its Python."""

    label: str
    text: str


@dataclass(frozen=True)
class Statement:
    """A statement at the top of a cell."""

    cell: Cell
    node: ast.stmt

    @property
    def source(self) -> str:
        """Its text, decorators and all."""
        return "\n".join(self.cell.text.split("\n")[self.lines.start - 1 : self.lines.stop - 1])

    @property
    def lines(self) -> range:
        """The numbers of its lines."""
        first = min([self.node.lineno, *(d.lineno for d in getattr(self.node, "decorator_list", []))])
        return range(first, self.node.end_lineno + 1)

    @cached_property
    def defines(self) -> frozenset[str]:
        """The names that it defines, or changes an attribute or entry of."""
        targets = [n for n in ast.walk(self.node) if isinstance(n, (ast.Attribute, ast.Subscript))]
        changed = {_base(n) for n in targets if isinstance(n.ctx, ast.Store) and not is_scope(self.node)}
        top = [s.get_name() for s in self._table.get_symbols() if s.is_assigned() or s.is_imported()]
        return frozenset({*top, *changed} - {""})

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names of the notebook that it needs, at once or when it is called."""
        return frozenset(_reads(self._table, top=True) - IMPLICIT)

    @property
    def matters(self) -> bool:
        """Whether it may define something: nothing else is run for marks, and nothing that waits for a person."""
        if self.imports_all:
            return True
        if not is_scope(self.node) and any(_waits(node) for node in _here(self.node)):
            return False
        return not isinstance(self.node, (ast.Expr, ast.Assert, ast.Delete, ast.Pass)) and bool(self.defines)

    @property
    def is_future(self) -> bool:
        """Whether it is `from __future__ import X`, which a kernel takes anywhere, and a file at its top alone."""
        return isinstance(self.node, ast.ImportFrom) and self.node.module == "__future__"

    @property
    def imports_all(self) -> bool:
        """Whether it is `from X import *`: nobody knows what that defines without running it."""
        return isinstance(self.node, ast.ImportFrom) and any(alias.name == "*" for alias in self.node.names)

    @cached_property
    def _table(self) -> symtable.SymbolTable:
        return symtable.symtable(ast.unparse(self.node), "cell", "exec")


def cell_of(label: str, source: str) -> tuple[Cell, list[str]]:
    """Return a cell's Python without magics, and the lines that were taken out."""
    text, dropped = python_of_cell(source)
    return Cell(label, text), dropped


@lru_cache(maxsize=1024)
def statements(cell: Cell) -> list[Statement] | None:
    """Return the statements of a cell, None of one that is no Python."""
    try:
        return [Statement(cell, node) for node in ast.parse(cell.text).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _base(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _waits(node: ast.AST) -> bool:
    """Whether it asks a person for input, or awaits something, for which a module has no loop as a kernel has."""
    if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "input"


def _here(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a statement and what is in it, but for the bodies of functions."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from _here(child)


def is_scope(node: ast.stmt) -> bool:
    """Whether it is a function or a class."""
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _reads(table: symtable.SymbolTable, *, top: bool = False) -> set[str]:
    """Return the global names that a scope and the scopes in it read."""
    here = {
        s.get_name()
        for s in table.get_symbols()
        if (s.is_referenced() and (top or s.is_global())) or (s.is_declared_global() and not top)
    }
    return here.union(*(_reads(child) for child in table.get_children()))
