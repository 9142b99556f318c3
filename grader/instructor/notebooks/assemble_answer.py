"""The text of an answer as the whole notebook defines it: its own cell, and what it uses of the student's other cells.

A kernel runs cells in order, so the last definition counts. Of the cells only definitions and imports are taken:
prints, asserts, plots and magics are left out, and named.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from grader.instructor.notebooks.python_of_cell import python_of_cell

ALWAYS = ("by_hand", "formula")
"""What an exercise's file may define beside the exercise."""

IMPLICIT = {*dir(builtins), "__name__", "__file__", "__doc__", "__package__"}
SHOWN = 40
"""Characters of a line that is left out."""


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
        changed = {_base(n) for n in targets if isinstance(n.ctx, ast.Store) and not _is_scope(self.node)}
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
        if not _is_scope(self.node) and any(_asks_for_input(node) for node in ast.walk(self.node)):
            return False
        return not isinstance(self.node, (ast.Expr, ast.Assert, ast.Delete, ast.Pass)) and bool(self.defines)

    @property
    def imports_all(self) -> bool:
        """Whether it is `from X import *`: nobody knows what that defines without running it."""
        return isinstance(self.node, ast.ImportFrom) and any(alias.name == "*" for alias in self.node.names)

    @cached_property
    def _table(self) -> symtable.SymbolTable:
        return symtable.symtable(ast.unparse(self.node), "cell", "exec")


@dataclass(frozen=True)
class AssembledAnswer:
    """An answer's text, and what there is to say about how it was put together."""

    text: str
    notes: tuple[str, ...] = ()


def assemble(
    name: str, own: Cell | None, others: Sequence[Cell], later: Sequence[Cell], exercises: Mapping[str, str]
) -> AssembledAnswer | None:
    """Return the answer to an exercise, None where no cell defines it.

    `own` is its cell's Python, None where that is missing or unwritten; `others` are the student's own cells before the
    tests and `later` those after them, in order, with `own` among neither. `exercises` maps what the cells of other
    exercises define to an import of it.
    """
    base = _statements(own) if own else []
    if own and base is None:
        return AssembledAnswer(own.text)  # the judge says what is no Python in it
    used = _used(name, base, [s for cell in others for s in _statements(cell) or []])
    missing = _missing(used, name)
    if missing:
        used = _used(name, base, [s for cell in (*others, *later) for s in _statements(cell) or []])
        missing = _missing(used, name)
    if not any(name in statement.defines for statement in used):
        return AssembledAnswer(own.text) if own else None
    imports = [exercises[word] for word in sorted(missing) if word in exercises]
    taken = [statement for statement in used if statement.cell is not own]
    left_out = [s for s in base if s not in used and not s.matters and not _is_docstring(s, base)]
    if not taken and not imports and not left_out:
        return AssembledAnswer(own.text)
    return AssembledAnswer(_text(own, taken, imports, left_out), tuple(_notes(name, used, taken, left_out)))


def cell_of(label: str, source: str) -> tuple[Cell, list[str]]:
    """Return a cell's Python without magics, and the lines that were taken out."""
    text, dropped = python_of_cell(source)
    return Cell(label, text), dropped


def defined_names(cell: Cell) -> frozenset[str]:
    """Return the names that a cell defines, its imports left out."""
    kept = [s for s in _statements(cell) or [] if s.matters and not _is_import(s)]
    return frozenset().union(*(s.defines for s in kept))


def only_imports(cell: Cell) -> Cell:
    """Return a cell with nothing but its imports."""
    return Cell(cell.label, "\n".join(s.source for s in _statements(cell) or [] if _is_import(s)))


def _is_import(statement: Statement) -> bool:
    return isinstance(statement.node, (ast.Import, ast.ImportFrom))


@lru_cache(maxsize=1024)
def _statements(cell: Cell) -> list[Statement] | None:
    try:
        return [Statement(cell, node) for node in ast.parse(cell.text).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _used(name: str, base: list[Statement], others: list[Statement]) -> list[Statement]:
    """Return the statements that define the exercise, and all that those need, in order; its own cell comes whole."""
    every = [s for s in [*others, *base] if s.matters]
    whole = [s for s in base if s.matters]
    needed = {name, *ALWAYS} | {word for s in whole for word in s.reads}
    here = {word for s in whole for word in s.defines} - {name}
    while True:
        used = [s for s in every if s in whole or (s.defines & needed) - here]
        if _missing(used, name):
            used += [s for s in every if s.imports_all and s not in used]
        more = {word for s in used for word in s.reads} - needed
        if not more:
            break
        needed |= more
    order = {id(s): at for at, s in enumerate(_in_order(base, others))}
    return sorted(used, key=lambda s: order[id(s)])


def _in_order(base: list[Statement], others: list[Statement]) -> list[Statement]:
    """Return all statements as they stand in the notebook: a cell's label begins with its place."""
    return sorted([*others, *base], key=lambda s: s.cell.label.rjust(20))


def _missing(used: list[Statement], name: str) -> set[str]:
    defined = {word for s in used for word in s.defines}
    return {word for s in used for word in s.reads} - defined - {name}


def _text(own: Cell | None, taken: list[Statement], imports: list[str], left_out: list[Statement]) -> str:
    """Return the text: imports, what stands before the exercise's cell, that cell line for line, what comes after."""
    lines = own.text.split("\n") if own else []
    for statement in left_out:
        for number in statement.lines:
            lines[number - 1] = ""
    place = own.label.rjust(20) if own else ""
    before = [s.source for s in taken if not own or s.cell.label.rjust(20) < place]
    after = [s.source for s in taken if own and s.cell.label.rjust(20) > place]
    body = "\n".join(lines)
    head = [*imports, *before]
    if head and "from __future__ import annotations" in body:
        body = body.replace("from __future__ import annotations", "", 1)
        head = ["from __future__ import annotations", *head]
    return "\n".join([*head, body, *after]).rstrip("\n") + "\n"


def _notes(name: str, used: list[Statement], taken: list[Statement], left_out: list[Statement]) -> Iterator[str]:
    for label in dict.fromkeys(s.cell.label for s in taken):
        words = sorted({w for s in taken if s.cell.label == label for w in s.defines})
        words += [s.source.strip() for s in taken if s.cell.label == label and s.imports_all]
        yield f"{', '.join(words)} of {name} comes from cell {label}"
    homes = [s.cell.label for s in used if name in s.defines and not _changes_only(s)]
    if len(set(homes)) > 1:
        yield f"{name} is defined in the cells {', '.join(dict.fromkeys(homes))}; the last one counts"
    if left_out:
        lines = [s.source.strip().partition("\n")[0][:SHOWN] for s in left_out]
        named = "; ".join(f"`{line}`" for line in lines)
        yield f"not run for marks, since it defines nothing or asks for input: {named}"


def _changes_only(statement: Statement) -> bool:
    return isinstance(statement.node, ast.Assign) and not any(
        isinstance(target, ast.Name) for target in statement.node.targets
    )


def _is_docstring(statement: Statement, base: list[Statement]) -> bool:
    value = getattr(statement.node, "value", None)
    text = isinstance(statement.node, ast.Expr) and isinstance(value, ast.Constant)
    return (text and isinstance(value.value, str)) or isinstance(statement.node, ast.Pass)


def _base(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _asks_for_input(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "input"


def _is_scope(node: ast.stmt) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _reads(table: symtable.SymbolTable, *, top: bool = False) -> set[str]:
    """Return the global names that a scope and the scopes in it read."""
    here = {s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())}
    return here.union(*(_reads(child) for child in table.get_children()))
