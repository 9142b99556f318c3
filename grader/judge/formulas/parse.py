"""Read a formula's text into lines of syntax, by Python's own parser and a list of what may stand in a formula."""

from __future__ import annotations

import ast
import re

from grader.judge.formulas.syntax import FOLDS, FUNCTIONS, RESERVED, FormulaError, FormulaLine, Node, clipped

MOST_CHARACTERS = 4_000
MOST_LINES = 30
DEEPEST = 30
MOST_NODES = 400

EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
BARE_FOLD = re.compile(
    rf"\b(?P<name>{'|'.join(FOLDS)})(?:\s*\[(?P<indices>[^\]]*)\]|_\{{?(?P<index>\w+)\}}?)\s*(?=[\w(])"
)
"""A sum without the parentheses around what it sums: `sum[i] x[i]`, `sum_i x[i]`."""

OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
TESTS = {ast.LtE: "<=", ast.Lt: "<", ast.GtE: ">=", ast.Gt: ">", ast.Eq: "==", ast.NotEq: "!="}
CLOSING = {")": "(", "]": "["}


def parse(text: str, place: str = "") -> list[FormulaLine]:
    """Return the lines of a formula. Raises FormulaError, with the line and the column, where it cannot be read.

    `place` goes before them, for a text other than the one that is judged.
    """
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(f"it has {len(text):,} characters; {MOST_CHARACTERS:,} are enough", "too-big")
    if not all(character.isprintable() or character in "\n\t" for character in text):
        raise FormulaError("it holds a character that cannot be printed", "syntax")
    lines = [_line(left, right, where) for left, right, where in _sides(text, place)]
    if not lines:
        raise FormulaError("it is empty", "syntax")
    return lines


def _sides(text: str, place: str) -> list[tuple[str, str, tuple[str, int]]]:
    """Split the text into (left, right, (place, the column before the right side)); a line goes on while open."""
    statements: list[tuple[int, str]] = []
    for number, raw in enumerate(text.split("\n"), 1):
        code = raw.split("#")[0].rstrip()
        if statements and _still_open(statements[-1][1]):
            statements[-1] = (statements[-1][0], f"{statements[-1][1]} {code}")
        elif code.strip():
            statements.append((number, code))
    if len(statements) > MOST_LINES:
        raise FormulaError(f"it has {len(statements)} lines; {MOST_LINES} are enough", "too-big")
    return [_halves(code, f"{place}line {number}, " if len(statements) > 1 else place) for number, code in statements]


def _still_open(code: str) -> bool:
    return sum(code.count(c) for c in "([") > sum(code.count(c) for c in ")]")


def _halves(code: str, line: str) -> tuple[str, str, tuple[str, int]]:
    _balanced(code, line)
    found = [m.start() for m in EQUALS.finditer(code)]
    if not found:
        raise FormulaError(f"{line}`{clipped(code)}` has no `=`: write `name[indices] = ...`", "syntax")
    if len(found) > 1:
        raise FormulaError(f"{line}column {found[1] + 1}: a second `=`. Begin a new line for it", "syntax")
    return code[: found[0]], code[found[0] + 1 :], (line, found[0] + 1)


def _balanced(code: str, line: str) -> None:
    """Raise FormulaError where a bracket has no partner or brackets are nested too deeply."""
    opened: list[tuple[str, int]] = []
    for column, character in enumerate(code, 1):
        if character in "([":
            opened.append((character, column))
        elif character in CLOSING:
            if not opened or opened[-1][0] != CLOSING[character]:
                partner = f", after `{opened[-1][0]}` at column {opened[-1][1]}" if opened else ""
                raise FormulaError(
                    f"{line}column {column}: `{character}` closes nothing that is open{partner}", "parentheses"
                )
            opened.pop()
        if len(opened) > DEEPEST:
            raise FormulaError(f"{line}it is nested more than {DEEPEST} deep: name a part of it", "too-big")
    if opened:
        raise FormulaError(f"{line}column {opened[-1][1]}: `{opened[-1][0]}` is never closed", "parentheses")


def _line(left: str, right: str, where: tuple[str, int]) -> FormulaLine:
    line, column = where
    target = _Reader(left, line, 0).read()
    if target.kind not in ("read", "name"):
        raise FormulaError(f"{line}the left side `{clipped(left)}` is not a name with indices, as dW[k,n] is", "syntax")
    if target.value in RESERVED:
        raise FormulaError(f"{line}`{target.value}` has a meaning of its own and cannot be defined", "syntax")
    return FormulaLine(str(target.value), target.kids, _Reader(right, line, column).read(), line.rstrip(", "))


class _Reader:
    """Turns one side of one line into nodes."""

    def __init__(self, code: str, line: str, column: int) -> None:
        self.lead = len(code) - len(code.lstrip())
        self.code, self.line, self.column = code.strip(), line, column + self.lead
        self.count = 0

    def read(self) -> Node:
        """Return the side's node."""
        if not self.code:
            raise FormulaError(f"{self.line}nothing stands on one side of the `=`", "syntax")
        try:
            tree = ast.parse(self.code, mode="eval").body
        except SyntaxError as error:
            if bare := BARE_FOLD.search(self.code):
                name, indices = bare["name"], bare["indices"] or bare["index"]
                why = f"write {name}[{indices}](…), with what is under it in parentheses"
                raise FormulaError(f"{self._at(bare.start())}{why}", "syntax") from None
            column = error.offset or 1
            near = self.code[max(0, column - 6) : column + 8]
            hint = " (products are written with *)" if re.search(r"[\w\])]\s+[\w\[(]", near) else ""
            raise FormulaError(f"{self._at(column - 1)}cannot be read near `{near}`{hint}", "syntax") from None
        except (ValueError, RecursionError, MemoryError):
            raise FormulaError(f"{self.line}it cannot be read: write it in smaller steps", "too-big") from None
        return self._node(tree)

    def _at(self, offset: int) -> str:
        return f"{self.line}column {self.column + offset + 1}: "

    def _refuse(self, tree: ast.AST, why: str, kind: str = "syntax") -> FormulaError:
        return FormulaError(f"{self._at(tree.col_offset)}{why}", kind)

    def _source(self, tree: ast.AST) -> str:
        return clipped(ast.get_source_segment(self.code, tree) or "")

    def _node(self, tree: ast.AST, depth: int = 0) -> Node:
        self.count += 1
        if self.count > MOST_NODES or depth > 4 * DEEPEST:
            raise FormulaError(f"{self.line}it is too long: name parts of it on lines of their own", "too-big")
        return self._kind(tree, depth + 1)

    def _kind(self, tree: ast.AST, depth: int) -> Node:
        where = self._at(tree.col_offset)
        match tree:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return Node("number", self._number(tree, number), (), where)
            case ast.Name(id=name):
                return self._name(tree, name, where)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return Node("neg", None, (self._node(inner, depth),), where)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self._node(inner, depth)
            case ast.BinOp(left=a, op=op, right=b) if type(op) in OPERATORS:
                return Node("op", OPERATORS[type(op)], (self._node(a, depth), self._node(b, depth)), where)
            case ast.BinOp(op=ast.BitXor()):
                raise self._refuse(tree, "`^` is not a power here: write x**2")
            case ast.BinOp(op=ast.MatMult()):
                raise self._refuse(tree, "`@` hides the sum: write it with its index, sum[k](x[i,k] * W[k,n])")
            case ast.Subscript():
                return self._subscript(tree, where, depth)
            case ast.Call():
                return self._call(tree, where, depth)
            case ast.List(elts=[ast.Compare(left=a, ops=[op], comparators=[b])]) if type(op) in TESTS:
                return Node("test", TESTS[type(op)], (self._node(a, depth), self._node(b, depth)), where)
            case ast.Compare():
                raise self._refuse(tree, f"a condition stands in brackets of its own: [{self._source(tree)}]")
        raise self._refuse(tree, f"`{self._source(tree)}` has no place in a formula")

    def _number(self, tree: ast.AST, number: float) -> float:
        if abs(number) > 1e100:
            raise self._refuse(tree, "a number of more than 100 digits", "too-big")
        return float(number)

    def _name(self, tree: ast.AST, name: str, where: str) -> Node:
        if name in FOLDS:
            raise self._refuse(tree, f"write what `{name}` runs over: {name}[i](...)")
        if name in RESERVED and name != "pi":
            raise self._refuse(
                tree, f"`{name}` wants what it is of: " + ("delta[i,j]" if name == "delta" else f"{name}(...)")
            )
        return Node("name", name, (), where)

    def _slots(self, tree: ast.Subscript, depth: int) -> tuple[Node, ...]:
        slots = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
        for slot in slots:
            if isinstance(slot, ast.Slice) or (isinstance(slot, ast.Constant) and slot.value is Ellipsis):
                raise self._refuse(slot, "write every index by its name, with no `:` and no `...`")
        return tuple(self._node(slot, depth) for slot in slots)

    def _subscript(self, tree: ast.Subscript, where: str, depth: int) -> Node:
        if not isinstance(tree.value, ast.Name):
            raise self._refuse(tree, f"`{self._source(tree)}`: only a name takes indices")
        name = tree.value.id
        if name in FOLDS:
            raise self._refuse(tree, f"put what is under `{self._source(tree)}` in parentheses: {name}[i](...)")
        slots = self._slots(tree, depth)
        if name == "delta":
            if len(slots) != 2:
                raise self._refuse(tree, f"delta compares two indices; here it has {len(slots)}", "rank")
            return Node("delta", None, slots, where)
        if name in RESERVED:
            raise self._refuse(tree, f"`{name}` takes parentheses: {name}(...)")
        return Node("read", name, slots, where)

    def _call(self, tree: ast.Call, where: str, depth: int) -> Node:
        if len(tree.args) != 1 or tree.keywords or isinstance(tree.args[0], ast.Starred):
            raise self._refuse(tree, f"`{self._source(tree)}`: one expression stands in the parentheses")
        match tree.func:
            case ast.Name(id=name) if name in FUNCTIONS:
                return Node("call", name, (self._node(tree.args[0], depth),), where)
            case ast.Name(id=name) if name in FOLDS:
                raise self._refuse(tree, f"write what `{name}` runs over: {name}[i](...)")
            case ast.Name(id="delta"):
                raise self._refuse(tree, "delta takes brackets: delta[i,j]")
            case ast.Subscript(value=ast.Name(id=name)) if name in FOLDS:
                return Node("fold", (name, self._bound(tree.func, depth)), (self._node(tree.args[0], depth),), where)
            case ast.Name(id=name):
                raise self._refuse(
                    tree, f"there is no function `{name}`: there are {', '.join(FUNCTIONS)}; an array takes brackets, "
                    "and a product a *"
                )  # fmt: skip
        raise self._refuse(tree, f"`{self._source(tree.func)}(`: a product is written with *")

    def _bound(self, tree: ast.Subscript, depth: int) -> tuple[str, ...]:
        slots = self._slots(tree, depth)
        for slot in slots:
            if slot.kind != "name":
                raise self._refuse(
                    tree, f"a {tree.value.id} runs over names of indices, as in {tree.value.id}[i,j](...)"
                )
        return tuple(str(slot.value) for slot in slots)
