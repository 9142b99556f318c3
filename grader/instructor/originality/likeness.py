"""How alike two answers are, in bits: what they share counts by how few of the class have it.

What stands in the stub, the course's solution or one of its right alternatives counts nothing: whoever follows the
chapter writes it. Of the rest a piece that n of N students have counts log2(N / n) bits.
"""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from grader.course import registry
from grader.course.stubs import solution_text, stub
from grader.instructor.originality.normal_form import bound_names, normal_form
from grader.judge import alternatives

LENGTH = 6
"""Tokens of a piece. Each token is in as many pieces, so the bits of pieces are divided by it."""

ALIKE = 0.75
"""Share of all that is rare in two answers which they have in common, from which they are near-identical."""

BITS = 10.0
"""What two answers have to share at least, however small the class."""

ONE_IN_A_CLASS = 2.0
"""Bits for each bit of the number of pairs compared. One would do if pieces came independently: of M pairs, one shares
log2(M) bits by chance. The pieces of an answer come together, so their bits count half."""

SAME_MISTAKE = 2.0
"""How much more a shared mistake counts than its rarity alone."""

NUMBERED = re.compile(r"v\d+")
"""A name in a normal form."""

Pieces = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Answer:
    """One student's answer, in normal form and as it is; `mistake` is the diagnosis that it has, or ""."""

    student: str
    tokens: tuple[str, ...]
    text: str = ""
    mistake: str = ""

    @property
    def pieces(self) -> Pieces:
        """Its pieces of `LENGTH` tokens."""
        return pieces(self.tokens)


@dataclass(frozen=True)
class Likeness:
    """What two answers to an exercise share: `share`, from 0 to 1, of what is rare in either; `bits` as above."""

    exercise: str
    students: tuple[str, str]
    share: float
    bits: float
    identical: bool
    same_text: bool
    mistake: str = ""


def bar(pairs: int) -> float:
    """Return the bits from which a pair is listed, where so many pairs are compared."""
    return max(BITS, ONE_IN_A_CLASS * math.log2(max(pairs, 1)))


def pairs_of(students: int) -> int:
    """Return how many pairs a class has."""
    return math.comb(students, 2)


def pieces(tokens: tuple[str, ...]) -> Pieces:
    """Return the pieces of a normal form, names left out: one line more does not change the pieces after it."""
    tokens = tuple("name" if NUMBERED.fullmatch(token) else token for token in tokens)
    return frozenset(tokens[n : n + LENGTH] for n in range(len(tokens) - LENGTH + 1))


@cache
def given_names(name: str) -> frozenset[str]:
    """Return the names that an exercise's stub binds: they are the same for all, and nobody may rename them."""
    return bound_names(ast.parse(stub(registry.part_of(name), name)))


def known_pieces(name: str) -> Pieces:
    """Return the pieces of what the course itself has for an exercise: stub, solution, right alternatives."""
    exercise = registry.entry(name)
    texts = [stub(exercise.part, name), solution_text(name)]
    texts += [alternatives.text(exercise, each) for each in alternatives.names(exercise)]
    return frozenset().union(*(pieces(normal_form(text, given_names(name))) for text in texts))


def alike(name: str, answers: Iterable[Answer], earlier: Iterable[Answer] = ()) -> Iterator[Likeness]:
    """Yield what is near-identical among the answers to an exercise, each pair of students once.

    `earlier` are answers of other classes, which are held against these and not against each other.
    """
    answers, earlier = [*answers], [*earlier]
    if len(answers) + len(earlier) < 2:
        return
    known = known_pieces(name)
    rare = {id(answer): answer.pieces - known for answer in (*answers, *earlier)}
    weights = _weights([rare[id(answer)] for answer in (*answers, *earlier)])
    mistakes = Counter(answer.mistake for answer in answers if answer.mistake)
    pairs = [*itertools.combinations(answers, 2), *itertools.product(answers, earlier)]
    least = bar(len(pairs))
    for one, other in pairs:
        if one.student == other.student:
            continue
        both = rare[id(one)] & rare[id(other)]
        shared = sum(weights[piece] for piece in both) / LENGTH
        if not shared:
            continue
        whole = sum(weights[piece] for piece in rare[id(one)] | rare[id(other)]) / LENGTH
        mistake = one.mistake if one.mistake == other.mistake else ""
        bits = shared + (SAME_MISTAKE * math.log2(len(answers) / mistakes[mistake]) if mistake else 0.0)
        if bits >= least and shared / whole >= ALIKE:
            same, text = one.tokens == other.tokens, bool(one.text) and one.text == other.text
            yield Likeness(name, (one.student, other.student), shared / whole, bits, same, text, mistake)


def _weights(all_pieces: list[Pieces]) -> Mapping[tuple[str, ...], float]:
    """Return the bits of each piece; what all have, or nobody else has, tells as much as it is rare."""
    counts = Counter(piece for found in all_pieces for piece in found)
    return {piece: math.log2(max(len(all_pieces), 2) / count) for piece, count in counts.items()}
