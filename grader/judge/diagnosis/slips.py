"""Slips: the small changes of a Python text that turn a right answer into a typical wrong one, or back again.

`ast_mutations` makes them in the solution, and looks for the student's numbers; `mend` makes them in the student's own
text, and looks for the right ones. A slip replaces a piece of text, so that lines keep their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.judge.diagnosis.code_places import Change, Found, Place, code_in
from grader.judge.diagnosis.slip_kinds import REBIND, SlipKind
from grader.judge.diagnosis.slips_of_expressions import changes, factors, numbers, other_names, signs
from grader.judge.diagnosis.slips_of_statements import statement_changes


@dataclass(frozen=True)
class Slip:
    """One change of a text, in one place or alike in several: (start, end, text in its place); `line` is the first."""

    kind: SlipKind
    pieces: tuple[tuple[int, int, str], ...]
    line: int

    def applied_to(self, text: str) -> str:
        """Return the text with this change."""
        for start, end, instead in sorted(self.pieces, reverse=True):
            text = text[:start] + instead + text[end:]
        return text

    def code(self, text: str) -> str:
        """Return what stands in the first place."""
        start, end, _ = min(self.pieces)
        return text[start:end]


def made_in(text: str, wanted: Callable[[int], bool]) -> Iterator[Slip]:
    """Yield the slips that can be made in a right text, on the lines that are `wanted`."""
    code = code_in(text, wanted)
    yield from (slip for slip in _slips(text, code, changes, statement_changes) if slip.kind.made)


def mending(text: str, wanted: Callable[[int], bool], *, outputs_wrong: bool, is_op: bool) -> Iterator[Slip]:
    """Yield the changes that may mend a wrong text, the likeliest first.

    Where all outputs are right the backward is changed first; where one is wrong no change of an op's backward helps.
    An op hands out new arrays: to bind a name is no slip there.
    """
    code = code_in(text, wanted)
    forward = [found for found in code if not found.upstream]
    parts = [code]
    if is_op:
        parts = [forward] if outputs_wrong else [[found for found in code if found.upstream], forward]
    seen = set()
    for part in parts:
        for slip in _slips(text, part, changes, statement_changes, signs, numbers, other_names, factors):
            if slip.kind.mended and slip.pieces not in seen and not (is_op and slip.kind is REBIND):
                seen.add(slip.pieces)
                yield slip


def _slips(text: str, code: list[Found], *ways: Callable[..., Iterator[Change]]) -> Iterator[Slip]:
    place = Place(text)
    for way in ways:
        alike: dict[str, list[Slip]] = {}
        for found in code:
            for change in way(found, place):
                slip = Slip(change.kind, ((*place.span(change.node), change.instead),), change.node.lineno)
                yield slip
                if change.alike:
                    alike.setdefault(change.alike, []).append(slip)
        for several in alike.values():
            if len(several) > 1:
                yield Slip(several[0].kind, tuple(slip.pieces[0] for slip in several), several[0].line)
