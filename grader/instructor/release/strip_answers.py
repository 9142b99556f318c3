"""Cut the answers out of an exercise's entry: a mistake is the solution but for a line, a formula the derivation."""

from __future__ import annotations

import ast

MISTAKES = "MISTAKES"
"""The name of an entry's known mistakes."""

FORMULA_ARGUMENTS = ("right", "wrong")
"""The arguments of `Formulas` that hold index formulas."""


def without_answers(text: str) -> str:
    """Return an entry's text without its MISTAKES and its formulas, and without definitions that only they use."""
    exported = _exported(ast.parse(text))
    text = _without_formulas(text)
    lines = text.splitlines(keepends=True)
    for node in _unused(ast.parse(text), exported):
        start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        for number in range(start - 1, node.end_lineno):
            lines[number] = ""
    return _without_unused_imports("".join(lines)).rstrip("\n") + "\n"


def _without_formulas(text: str) -> str:
    """Return the text with `right=()` and `wrong=()` in the calls of `Formulas`."""
    values = [
        keyword.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Formulas"
        for keyword in node.keywords
        if keyword.arg in FORMULA_ARGUMENTS
    ]
    lines = text.encode().splitlines(keepends=True)  # the syntax tree counts columns in bytes
    for value in sorted(values, key=lambda value: -value.lineno):
        head, tail = lines[value.lineno - 1][: value.col_offset], lines[value.end_lineno - 1][value.end_col_offset :]
        lines[value.lineno - 1 : value.end_lineno] = [head + b"()" + tail]
    return b"".join(lines).decode()


def _unused(module: ast.Module, exported: set[str]) -> list[ast.stmt]:
    """Return the statements that define MISTAKES, or a name not `exported` that only such statements read."""
    unused: list[ast.stmt] = []
    while True:
        rest = [node for node in module.body if node not in unused]
        read = {name for node in rest for name in _read(node)}
        more = [
            node
            for node in rest
            if (defined := _defined(node)) and (MISTAKES in defined or defined.isdisjoint(read | exported))
        ]
        if not more:
            return unused
        unused += more


def _exported(module: ast.Module) -> set[str]:
    """Return the names that the whole entry defines and does not read: EXERCISE, and what other modules import."""
    read = {name for node in module.body for name in _read(node)}
    return {name for node in module.body for name in _defined(node)} - read


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Assign):
        return {name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return {node.target.id}
    return {node.name} if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else set()


def _read(node: ast.stmt) -> set[str]:
    """Return the names that a statement reads; a function that calls itself does not read its own name."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return names - _defined(node)


def _without_unused_imports(text: str) -> str:
    """Return the text without imported names that nothing reads."""
    module = ast.parse(text)
    read = {n.id for n in ast.walk(module) if isinstance(n, ast.Name)} | {MISTAKES}
    lines = text.splitlines(keepends=True)
    for node in module.body:
        if not isinstance(node, ast.ImportFrom) or node.module == "__future__":
            continue
        names = [a for a in node.names if (a.asname or a.name) in read]
        if len(names) < len(node.names):
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
            if names:
                node.names = names
                lines[node.lineno - 1] = ast.unparse(node) + "\n"
    return "".join(lines)
