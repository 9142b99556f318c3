"""Cut the answers out of an exercise's files: known mistakes, index formulas, and the PyTorch forward."""

from __future__ import annotations

import ast

MISTAKES, TORCH_FORWARD = "MISTAKES", "torch_forward"
FORMULAS = ("right", "wrong")
"""The arguments of `Formulas` that hold index formulas."""

HINTS = ("hints",)
"""The argument of `Exercise` that holds them."""


def without_answers(text: str) -> str:
    """Return an entry's text without its MISTAKES and its formulas, and without what served nothing else."""
    return _without(MISTAKES, _without_formulas(text), _before(ast.parse(text)))


def without_torch(text: str) -> str:
    """Return a reference's text without its `torch_forward`, and without what served nothing else."""
    return _without(TORCH_FORWARD, text, _before(ast.parse(text)))


def _without(name: str, text: str, needed: set[str]) -> str:
    """Return a module's text without the definition of `name`, and without what only that reads and is not `needed`."""
    lines = text.splitlines(keepends=True)
    for node in _unused(name, ast.parse(text), needed):
        start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        for at in range(start - 1, node.end_lineno):
            lines[at] = ""
    return _without_imports("".join(lines)).rstrip("\n") + "\n"


def without_hints(text: str) -> str:
    """Return an entry's text with `hints=()`."""
    return _with_empty(text, "Exercise", HINTS)


def _without_formulas(text: str) -> str:
    """Return the text with `right=()` and `wrong=()` in the calls of `Formulas`."""
    return _with_empty(text, "Formulas", FORMULAS)


def _with_empty(text: str, function: str, arguments: tuple[str, ...]) -> str:
    """Return the text with `()` for these keyword arguments in the calls of a function."""
    found = [
        keyword.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function
        for keyword in node.keywords
        if keyword.arg in arguments
    ]
    lines = text.encode().splitlines(keepends=True)  # the syntax tree counts columns in bytes
    for value in sorted(found, key=lambda value: -value.lineno):
        head, tail = lines[value.lineno - 1][: value.col_offset], lines[value.end_lineno - 1][value.end_col_offset :]
        lines[value.lineno - 1 : value.end_lineno] = [head + b"()" + tail]
    return b"".join(lines).decode()


def _unused(name: str, syntax: ast.Module, needed: set[str]) -> list[ast.stmt]:
    """Return the statements that define `name`, or a name not `needed` that only such statements read."""
    gone: list[ast.stmt] = []
    while True:
        left = [node for node in syntax.body if node not in gone]
        read = {other for node in left for other in _read(node)}
        more = [
            node
            for node in left
            if (defined := _defined(node)) and (name in defined or defined.isdisjoint(read | needed))
        ]
        if not more:
            return gone
        gone += more


def _before(syntax: ast.Module) -> set[str]:
    """Return the names that nothing read to begin with: what another module imports, EXERCISE among them."""
    read = {name for node in syntax.body for name in _read(node)}
    return {name for node in syntax.body for name in _defined(node)} - read


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Assign):
        return {name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return {node.target.id}
    return {node.name} if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else set()


def _read(node: ast.stmt) -> set[str]:
    """Return the names that a statement reads, leaving out a function's own name inside itself."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return names - _defined(node)


def _without_imports(text: str) -> str:
    """Return the text without imported names that nothing reads any more."""
    syntax = ast.parse(text)
    read = {n.id for n in ast.walk(syntax) if isinstance(n, ast.Name)} | {MISTAKES}
    lines = text.splitlines(keepends=True)
    for node in syntax.body:
        if not isinstance(node, ast.ImportFrom) or node.module == "__future__":
            continue
        names = [a for a in node.names if (a.asname or a.name) in read]
        if len(names) < len(node.names):
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
            if names:
                node.names = names
                lines[node.lineno - 1] = ast.unparse(node) + "\n"
    return "".join(lines)
