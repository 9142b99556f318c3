"""The text of an answer as the whole notebook defines it: its own cell, and what it uses of the student's other cells.

A kernel runs cells in order, so the last definition counts. Of the cells only definitions and imports are taken:
prints, asserts, plots and magics are left out, and named.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.instructor.notebooks.statements import Cell, Statement, statements

ALWAYS = ("by_hand", "formula")
"""What an exercise's file may define beside the exercise."""

SHOWN = 40
"""Characters of a line that is left out."""


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
    base = statements(own) if own else []
    if own and base is None:
        return AssembledAnswer(own.text)  # the judge says what is no Python in it
    used = _used(name, base, [s for cell in others for s in statements(cell) or []])
    missing = _missing(used, name)
    if missing:
        used = _used(name, base, [s for cell in (*others, *later) for s in statements(cell) or []])
        missing = _missing(used, name)
    if not any(name in statement.defines for statement in used):
        return AssembledAnswer(own.text) if own else None
    imports = [exercises[word] for word in sorted(missing) if word in exercises]
    taken = [statement for statement in used if statement.cell != own]
    left_out = [s for s in base if s not in used and not s.matters and not _is_docstring(s, base)]
    if not taken and not imports and not left_out and not _is_late(base):
        return AssembledAnswer(own.text)
    return AssembledAnswer(_text(own, used, imports, left_out), tuple(_notes(name, used, taken, left_out)))


def defined_names(cell: Cell) -> frozenset[str]:
    """Return the names that a cell defines, its imports left out."""
    kept = [s for s in statements(cell) or [] if s.matters and not _is_import(s)]
    return frozenset().union(*(s.defines for s in kept))


def only_imports(cell: Cell) -> Cell:
    """Return a cell with nothing but its imports."""
    return Cell(cell.label, "\n".join(s.source for s in statements(cell) or [] if _is_import(s)))


def _is_import(statement: Statement) -> bool:
    return isinstance(statement.node, (ast.Import, ast.ImportFrom))


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


def _is_late(base: list[Statement]) -> bool:
    """Whether a `from __future__` stands where a file may not have it."""
    late = [at for at, s in enumerate(base) if s.is_future]
    return bool(late) and not all(s.is_future or isinstance(s.node, ast.Expr) for s in base[: late[-1]])


def _text(own: Cell | None, used: list[Statement], imports: list[str], left_out: list[Statement]) -> str:
    """Return the text: imports, what stands before the exercise's cell, that cell line for line, what comes after."""
    lines = own.text.split("\n") if own else []
    future = [s for s in used if s.is_future]
    for statement in (s for s in (*left_out, *future) if s in left_out or s.cell == own):
        for number in statement.lines:
            lines[number - 1] = ""
    place = own.label.rjust(20) if own else ""
    taken = [s for s in used if s.cell != own and not s.is_future]
    before = [s.source for s in taken if not own or s.cell.label.rjust(20) < place]
    after = [s.source for s in taken if own and s.cell.label.rjust(20) > place]
    head = [*dict.fromkeys(ast.unparse(s.node) for s in future), *imports, *before]
    return "\n".join([*head, "\n".join(lines), *after]).rstrip("\n") + "\n"


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
