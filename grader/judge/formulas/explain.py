"""Judge one formula: is it true, and if not, which single edit would make it so, or how its numbers are off."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.judge.formulas.evaluate import evaluate
from grader.judge.formulas.parse import parse
from grader.judge.formulas.ranges import Values
from grader.judge.formulas.syntax import FormulaError, FormulaLine, names_read

RTOL = 1e-9
MOST_EDITS = 6_000
SEARCH_SECONDS = 3.0
"""What bounds the search for an edit: the count for everybody, the time for formulas made to be slow."""


@dataclass(frozen=True)
class Draw:
    """One draw of the small case: what the given names stand for, and the true arrays that formulas are to equal."""

    values: Values
    truth: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Question:
    """What is asked about: the draws, and among the given names the upstream gradients and the sizes."""

    draws: Sequence[Draw]
    upstream: tuple[str, ...]
    sizes: tuple[str, ...]


@dataclass(frozen=True)
class KnownFormula:
    """A known wrong formula, with the sentence for whoever wrote it or its equal."""

    text: str
    formula: str


@dataclass(frozen=True)
class FormulaOutcome:
    """Whether the formula is true; else the sort of mistake and the message."""

    right: bool
    kind: str = ""
    message: str = ""


def judge_formula(
    wanted: str, texts: Mapping[str, str], question: Question, known: Iterable[KnownFormula] = (), *, why: bool = True
) -> FormulaOutcome:
    """Judge the formula for `wanted` among a student's texts; lines of the texts before it may be used in it.

    `known` are wrong formulas whose equal is answered with their own sentence. Without `why`, only yes or no is said.
    """
    try:
        lines = program(wanted, texts, question)
    except FormulaError as trouble:
        return FormulaOutcome(False, trouble.kind, _ended(trouble))
    try:
        got = [evaluate(lines, wanted, np.shape(draw.truth[wanted]), draw.values) for draw in question.draws]
    except FormulaError as trouble:
        found = _mended(lines, wanted, question) if why else None
        return found or FormulaOutcome(False, trouble.kind, _ended(trouble))
    if all(_same(g, draw.truth[wanted]) for g, draw in zip(got, question.draws, strict=True)):
        return FormulaOutcome(True)
    return _explained(wanted, lines, got, question, known) if why else FormulaOutcome(False)


def _ended(trouble: FormulaError) -> str:
    return f"{trouble}" if str(trouble).endswith("?") else f"{trouble}."


def program(wanted: str, texts: Mapping[str, str], question: Question) -> tuple[FormulaLine, ...]:
    """Return the lines that `wanted` needs, its own last: those of its text, and of earlier texts what it uses.

    Raises FormulaError where the text cannot be read, defines a given name, or does not define what is wanted.
    """
    own = parse(texts[wanted])
    given = question.draws[0].values.arrays
    for at, line in enumerate(own):
        if line.name in given:
            raise FormulaError(
                f"{line.where or 'line 1'}: `{line.name}` is given; call yours by another name", "name-taken"
            )
        if line.name in [other.name for other in own[:at]]:
            raise FormulaError(f"{line.where}: `{line.name}` is defined a second time", "name-taken")
    if own[-1].name != wanted:
        raise FormulaError(f"the last line defines `{own[-1].name}`; it has to define `{wanted}`", "unknown-name")
    earlier: dict[str, FormulaLine] = {}
    for key, text in itertools.takewhile(lambda item: item[0] != wanted, texts.items()):
        for line in _readable(key, text):
            earlier.pop(line.name, None)  # a name defined anew stands at its new place
            earlier[line.name] = line
    return _needed(own, {name: line for name, line in earlier.items() if name not in given})


def _readable(key: str, text: str) -> list[FormulaLine]:
    try:
        return parse(text, f"in {key}, ")
    except FormulaError:
        return []  # judged and answered under its own name


def _needed(own: Sequence[FormulaLine], earlier: Mapping[str, FormulaLine]) -> tuple[FormulaLine, ...]:
    """Put the earlier lines that are used, directly or not, in front."""
    mine = {line.name for line in own}
    used = set().union(*(names_read(line) for line in own)) - mine
    chosen: set[str] = set()
    while used & (earlier.keys() - chosen - mine):
        for name in used & (earlier.keys() - chosen - mine):
            chosen.add(name)
            used |= names_read(earlier[name])
    return (*(line for name, line in earlier.items() if name in chosen), *own)


def _same(got: np.ndarray, truth: np.ndarray) -> bool:
    if got.shape != np.shape(truth) or not np.isfinite(got).all():
        return False
    return bool(np.max(np.abs(got - truth), initial=0.0) <= RTOL * max(1e-3, float(np.max(np.abs(truth), initial=0.0))))


def is_true(lines: Sequence[FormulaLine], wanted: str, question: Question) -> bool:
    """Whether the lines give the truth on every draw."""
    for draw in question.draws:
        truth = draw.truth[wanted]
        try:
            if not _same(evaluate(lines, wanted, np.shape(truth), draw.values), truth):
                return False
        except FormulaError:
            return False
    return True


def _mended(lines: tuple[FormulaLine, ...], wanted: str, question: Question) -> FormulaOutcome | None:
    """Return the first edit that makes the formula true."""
    from grader.judge.formulas.edits import EditSetting, edits  # nothing of a right formula needs them

    until = time.perf_counter() + SEARCH_SECONDS
    setting = EditSetting(lines, question.draws[0].values, question.upstream, question.sizes)
    for edit in itertools.islice(edits(setting), MOST_EDITS):
        if is_true(edit.lines, wanted, question):
            sentence = f"{edit.text[0].upper()}{edit.text[1:]}."
            return FormulaOutcome(False, edit.kind, f"{sentence} That one change makes it true.")
        if time.perf_counter() > until:
            break
    return None


def _explained(
    wanted: str,
    lines: tuple[FormulaLine, ...],
    got: list[np.ndarray],
    question: Question,
    known: Iterable[KnownFormula],
) -> FormulaOutcome:
    worst = _worst(wanted, got[0], question.draws[0].truth[wanted])
    for wrong in known:
        if _equals(wanted, wrong.formula, got, question):
            return FormulaOutcome(False, "known", f"{worst} {wrong.text}")
    if question.upstream and not any(names_read(line) & {*question.upstream} for line in lines):
        name = " or ".join(question.upstream)
        text = f"The upstream gradient is missing ({name}): this is a slope, not yet the gradient of the loss."
        return FormulaOutcome(False, "upstream-missing", f"{worst} {text}")
    found = _mended(lines, wanted, question)
    if found:
        return FormulaOutcome(False, found.kind, f"{worst} {found.message}")
    kind, text = _shape(lines[-1], got, [draw.truth[wanted] for draw in question.draws])
    return FormulaOutcome(False, kind, f"{worst} {text}".strip())


def _equals(wanted: str, formula: str, got: list[np.ndarray], question: Question) -> bool:
    try:
        lines = program(wanted, {wanted: formula}, question)
        values = [evaluate(lines, wanted, g.shape, d.values) for g, d in zip(got, question.draws, strict=True)]
    except FormulaError:
        return False
    return all(_same(mine, value) for mine, value in zip(got, values, strict=True))


def _worst(wanted: str, got: np.ndarray, truth: np.ndarray) -> str:
    off = np.abs(got - truth)
    off = np.where(np.isfinite(off), off, np.inf)
    at = np.unravel_index(int(np.argmax(off)), off.shape)
    place = f"[{','.join(str(int(i)) for i in at)}]" if at else ""
    return (
        f"It is not the gradient: on a small case {wanted}{place} comes out as {got[at]:z.4g}, and is {truth[at]:z.4g}."
    )


def _shape(line: FormulaLine, got: list[np.ndarray], truth: list[np.ndarray]) -> tuple[str, str]:
    """Describe what is off where no single change mends it."""
    if not all(np.isfinite(g).all() for g in got):
        return "not-finite", "It is not a finite number there: a division by 0, or the logarithm of a negative number?"
    ratios = [g / t for g, t in zip(got, truth, strict=True) if np.all(t != 0)]
    if ratios and all(np.ptp(r) <= RTOL * np.abs(r).max() for r in ratios):
        return "factor", f"All entries are {ratios[0].flat[0]:.4g} times what they should be."
    names = [str(slot.value) for slot in line.slots]
    for axis, name in enumerate(names):
        if got[0].shape[axis] > 1 and np.ptp(got[0], axis=axis).max() == 0 and np.ptp(truth[0], axis=axis).max() > 0:
            return "left-only", f"`{name}` stands on the left only: this gives one number for every {name}."
    for axis, name in enumerate(names):
        rest = [g - t for g, t in zip(got, truth, strict=True)]
        if all(r.shape[axis] > 1 and np.ptp(r, axis=axis).max() <= RTOL * np.abs(r).max() for r in rest):
            return "missing-term", f"What is missing, or too much, is the same for every {name}."
    return "", "No single change was found that mends it. Derive it again, one index at a time."
