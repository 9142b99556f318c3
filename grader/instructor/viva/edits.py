"""Changes of a student's text as a person would make them: one line that goes, or one line that reads otherwise.

They are the slips that a diagnosis knows, those of them that people write, with no parenthesis that is not needed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.judge.diagnosis import slip_kinds as kinds
from grader.judge.diagnosis.code_places import Place
from grader.judge.diagnosis.slips import Slip, made_in

DROPPED = (kinds.DROP_TERM, kinds.DROP_STEP, kinds.DROP_FACTOR, kinds.DROP_POWER)
"""The small changes by which something goes."""

UNWRITTEN = (kinds.REBIND, kinds.RESTART, kinds.DIGITS, kinds.DTYPE, kinds.PRODUCT_OR_POWER, kinds.SWAP_STEPS)
"""Changes that look like a machine's, or that take two lines."""

MINUS_NOTHING = re.compile(r"-0(?![\d.])|\+= 0 \*")


@dataclass(frozen=True)
class Edit:
    """A changed text: its line `line` read `before` and reads `after` now, which is "" where the line goes."""

    line: int
    before: str
    after: str
    text: str

    def told(self) -> str:
        """Return what is changed, as the beginning of a sentence."""
        if not self.after:
            return f"line {self.line}, `{self.before}`, is taken out"
        return f"line {self.line}, `{self.before}`, reads `{self.after}`"


def edits_of(
    text: str, wanted: Callable[[int], bool], shuffle: Callable[[list], None], *, drop: bool
) -> Iterator[Edit]:
    """Yield edits of a text's `wanted` lines in the order of `shuffle`; with `drop` those by which something goes."""
    slips = [slip for slip in made_in(text, wanted) if len(slip.pieces) == 1 and slip.kind not in UNWRITTEN]
    slips = [slip for slip in slips if slip.kind in DROPPED] if drop else slips
    slips += [*_lines_that_go(text, wanted)] if drop else []
    shuffle(slips)
    seen = set()
    for slip in slips:
        changed = _written(text, slip)
        edit = _edit(text, changed) if changed else None
        if edit and edit.text not in seen:
            seen.add(edit.text)
            yield edit


def _lines_that_go(text: str, wanted: Callable[[int], bool]) -> Iterator[Slip]:
    """Yield what takes out an assignment to something that has a value without it."""
    place, syntax = Place(text), ast.parse(text)
    stored = [n.id for n in ast.walk(syntax) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    for node in ast.walk(syntax):
        if isinstance(node, ast.Assign) and wanted(node.lineno):
            target = node.targets[0]
            again = isinstance(target, ast.Name) and stored.count(target.id) > 1
            if again or isinstance(target, ast.Subscript):
                yield Slip(kinds.DROP_STEP, ((*place.span(node), "pass"),), node.lineno)


def _edit(text: str, changed: str) -> Edit | None:
    """Return a change as an edit where it is one of one line, else None."""
    old, new = text.splitlines(), changed.splitlines()
    at = [n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other]
    if len(old) != len(new) or len(at) != 1:
        return None
    before, after = (_code(lines[at[0]]) for lines in (old, new))
    if MINUS_NOTHING.search(after) and not MINUS_NOTHING.search(before):
        return None
    if "np.swapaxes" in after and "np.swapaxes" not in before:
        return None
    return Edit(at[0] + 1, before, "" if after == "pass" else after, changed)


def _code(line: str) -> str:
    return line.partition("  #")[0].strip()


def _written(text: str, slip: Slip) -> str:
    """Return the text after a slip, as a person would write it; "" where that is no Python."""
    start, end, instead = slip.pieces[0]
    instead = _without_the_zero(instead) if slip.kind is kinds.DROP_TERM else instead
    while start and text[start - 1] == "(" and text[end : end + 1] == ")":
        start, end, instead = start - 1, end + 1, f"({instead})"
    wanted = _syntax(text[:start] + instead + text[end:])
    if not wanted:
        return ""
    before, after = text[:start], text[end:]
    at = 0
    while (at := instead.find("(", at)) >= 0:
        bare = _without_pair(instead, at)
        if bare is not None and _syntax(before + bare + after) == wanted:
            instead = bare
        else:
            at += 1
    return before + instead + after


def _syntax(text: str) -> str:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return ""


def _without_pair(text: str, at: int) -> str | None:
    """Return a text without the parenthesis at `at` and the one that closes it."""
    depth = 0
    for end in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if not depth:
            return text[:at] + text[at + 1 : end] + text[end + 1 :]
    return None


def _without_the_zero(instead: str) -> str:
    """Return `a` for "(a + 0 * b)", and `-b` for "(0 * a - b)"."""
    try:
        node = ast.parse(instead, mode="eval").body
    except SyntaxError:
        return instead
    if not isinstance(node, ast.BinOp):
        return instead
    left, right = (f"({ast.get_source_segment(instead, each)})" for each in (node.left, node.right))
    if _is_zero(node.right):
        return left
    if _is_zero(node.left):
        return f"(-{right})" if isinstance(node.op, ast.Sub) else right
    return instead


def _is_zero(node: ast.AST) -> bool:
    times = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
    return times and isinstance(node.left, ast.Constant) and node.left.value == 0
