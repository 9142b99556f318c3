"""What of a notebook's cell is Python: IPython's magics and shell lines are taken out, and named."""

from __future__ import annotations

import ast

RUN_AS_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun", "%%exercise", "%%python", "%%python3")
"""Cell magics whose cell is Python all the same."""


def python_of_cell(source: str) -> tuple[str, list[str]]:
    """Return a cell's Python, line for line, and the lines that were taken out of it.

    What is Python already stays as it is, and so does what cannot be read. A cell of another language, such as %%bash,
    is taken out whole.
    """
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        if first.split()[0] not in RUN_AS_PYTHON:
            return "", [first]
        text, dropped = python_of_cell(rest)
        return f"\n{text}", dropped if first.startswith("%%exercise") else [first, *dropped]
    if _syntax(source):
        return source, []
    from IPython.core.inputtransformer2 import TransformerManager, classic_prompt, ipython_prompt, leading_indent

    kept = source.split("\n")
    for as_ipython in (leading_indent, classic_prompt, ipython_prompt):  # it takes them off: lines stay lines
        kept = [line.rstrip("\n") for line in as_ipython([f"{line}\n" for line in kept])]
    source = "\n".join(kept)
    if _syntax(source):
        return source, []
    lines = kept
    blank = next((at for at, line in enumerate(lines) if line.strip()), 0)  # IPython takes empty lines off the top
    syntax = _syntax(TransformerManager().transform_cell("\n".join(lines[blank:])))
    if syntax is None:
        return source, []
    dropped = []
    for node in ast.walk(syntax):
        if isinstance(node, (ast.Expr, ast.Assign)) and _asks_ipython(node.value):
            at = blank + node.lineno - 1
            dropped.append((at, lines[at].strip()))
            for line in range(at, blank + node.end_lineno):
                lines[line] = " " * node.col_offset + "pass"
    return "\n".join(lines), [line for _, line in sorted(dropped)]


def _syntax(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _asks_ipython(node: ast.expr) -> bool:
    """Whether an expression is a call of a method of `get_ipython()`, which IPython makes of a magic."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name):
            return node.id == "get_ipython"
    return False
