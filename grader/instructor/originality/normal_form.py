"""The normal form of an answer: names, layout, and the order of independent statements taken out."""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterator, Sequence

from grader.course.stubs import is_derivation

LAYOUT = {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.COMMENT}

MOST_STATEMENTS = 400
"""In one block; a longer one keeps its order."""

Block = list[ast.stmt]


def normal_form(text: str, given: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the tokens of a Python text in normal form: two texts have the same where they differ in names alone, in
    layout, comments, docstrings, annotations, imports, or in the order of statements that do not touch each other.

    Names that are `given`, such as those of an exercise's arguments, stay. The by-hand answers and formulas of an
    exercise file are left out. Raises SyntaxError, ValueError or RecursionError for what is no Python, or too deep.
    """
    syntax = ast.parse(text)
    modules = _modules(syntax)
    syntax = ast.fix_missing_locations(_Plain().visit(syntax))
    syntax.body = [node for node in syntax.body if not is_derivation(node)]
    bound = bound_names(syntax) - given
    _Ordered(bound).visit(syntax)
    syntax = _Renamed(bound, modules).visit(syntax)
    lines = io.StringIO(ast.unparse(ast.fix_missing_locations(syntax)))
    return tuple(token.string for token in tokenize.generate_tokens(lines.readline) if token.type not in LAYOUT)


def _modules(syntax: ast.Module) -> dict[str, str]:
    """Return what names imported modules go by: {"np": "numpy"}."""
    imports = [node for node in ast.walk(syntax) if isinstance(node, ast.Import)]
    return {alias.asname: alias.name for node in imports for alias in node.names if alias.asname}


class _Plain(ast.NodeTransformer):
    """Takes out imports, bare constants (docstrings), annotations, and what texts say."""

    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        self.generic_visit(node)
        return ast.Assign([node.target], node.value) if node.value else None

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.Constant:
        return ast.Constant("text")

    def visit_Raise(self, node: ast.Raise) -> ast.Raise:
        kind = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return ast.Raise(kind)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node


def bound_names(syntax: ast.AST) -> frozenset[str]:
    """Return the names that the text itself binds."""
    names = {node.id for node in ast.walk(syntax) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.arg for node in ast.walk(syntax) if isinstance(node, ast.arg)}
    names |= {node.name for node in ast.walk(syntax) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return frozenset(names)


class _Ordered(ast.NodeVisitor):
    """Puts the statements of each block into an order that does not depend on names, as far as they allow it."""

    def __init__(self, bound: frozenset[str]) -> None:
        self.bound = bound

    def generic_visit(self, node: ast.AST) -> None:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and 1 < len(block) <= MOST_STATEMENTS:
                setattr(node, field, [*self._in_order(block)])

    def _in_order(self, block: Block) -> Iterator[ast.stmt]:
        touched = [_touched(node) for node in block]
        shapes = _shapes(block, touched, self.bound)
        left = list(range(len(block)))
        while left:
            free = [n for n in left if not any(m < n and _meet(touched[m], touched[n]) for m in left)]
            first = min(free, key=lambda n: (shapes[n], n))
            left.remove(first)
            yield block[first]


Touched = tuple[frozenset[str], frozenset[str], bool]


def _shapes(block: Block, touched: Sequence[Touched], bound: frozenset[str]) -> list[str]:
    """Return of each statement what it looks like without names, with the same of all that it is made of."""
    blank = [ast.dump(_Blank(bound).visit(ast.parse(ast.unparse(node)))) for node in block]
    whole: list[str] = []
    for n, shape in enumerate(blank):
        before = [m for m in range(n) if touched[m][1] & touched[n][0] & bound]
        made_of = hashlib.sha256("".join([shape, *(whole[m] for m in before)]).encode()).hexdigest()
        whole.append(made_of)
    after = []
    for n in range(len(blank)):  # what becomes of a statement's names tells two alike ones apart
        uses = sorted(blank[m] for m in range(n + 1, len(blank)) if touched[n][1] & touched[m][0] & bound)
        after.append("".join(uses))
    return [" ".join(each) for each in zip(blank, whole, after, strict=True)]


def _touched(node: ast.stmt) -> Touched:
    """Return the names that a statement reads, those that it may change, and whether it leaves its block."""
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
    reads = frozenset(each.id for each in names if isinstance(each.ctx, ast.Load))
    writes = {each.id for each in names if not isinstance(each.ctx, ast.Load)}
    writes |= {each.name for each in ast.walk(node) if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    changed = [each for each in ast.walk(node) if isinstance(each, ast.Subscript | ast.Attribute)]
    writes |= {_root(each) for each in changed if not isinstance(each.ctx, ast.Load)}
    if any(isinstance(each, ast.Expr) for each in ast.walk(node)):
        writes |= reads  # a call for its effect may change whatever it is given
    leaves = any(isinstance(each, ast.Return | ast.Raise | ast.Break | ast.Continue) for each in _own(node))
    return reads, frozenset(writes), leaves


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a statement and what is in it, but nothing of a function defined there."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _own(child)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _meet(first: Touched, second: Touched) -> bool:
    """Whether two statements have to stay in their order."""
    reads, writes, leaves = first
    more_reads, more_writes, more_leaves = second
    return leaves or more_leaves or bool(writes & (more_reads | more_writes) or reads & more_writes)


class _Blank(ast.NodeTransformer):
    """Takes all names out that the text binds, so that a statement's shape is left."""

    def __init__(self, bound: Sequence[str] | frozenset[str]) -> None:
        self.bound = bound

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("_" if node.id in self.bound else node.id, node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg("_")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = "_"
        return self.generic_visit(node)


class _Renamed(ast.NodeTransformer):
    """Numbers the names that the text binds by their first occurrence, and calls modules by their own names."""

    def __init__(self, bound: frozenset[str], modules: dict[str, str]) -> None:
        self.bound, self.modules, self.numbers = bound, modules, {}

    def _name(self, name: str) -> str:
        if name not in self.bound:
            return self.modules.get(name, name).replace(".", "_")
        return f"v{self.numbers.setdefault(name, len(self.numbers))}"

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._name(node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(self._name(node.arg))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._name(node.name)
        return self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        self.generic_visit(node)
        node.arg = self._name(node.arg) if node.arg in self.bound else node.arg
        return node
