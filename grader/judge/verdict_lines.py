"""A verdict in words: the one place where its lines are made, for terminal, notebook, pytest and feedback to show."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grader.errors import ExitCode
from grader.judge.check import Check, Target
from grader.judge.finding import Finding
from grader.judge.problem import ProblemKind
from grader.judge.verdict import Diagnosis, Verdict, WorkedCase
from grader.safe_text import plain

MOST_FAILURES = 5
"""Failures shown of one verdict, unless all are asked for."""

COMPARED_WITH_ITSELF = (ProblemKind.LAYOUT_DEPENDS, ProblemKind.DTYPE_DEPENDS, ProblemKind.SIZE_DEPENDS)
"""What an answer's own other answers show: it tells nothing where those are wrong, or differ from call to call."""

MOST_PRINTED, MOST_CHARACTERS = 20, 200
"""Lines shown of what an answer printed, and characters of one line."""


class Role(StrEnum):
    """What a line says, by which a front chooses its style or leaves it out."""

    PASSED = "passed"
    NOT_PASSED = "not passed"
    NOT_WRITTEN = "not written"
    GRADER_FAILED = "grader failed"
    SUMMARY = "summary"
    BORROWED = "borrowed"
    TASK = "task"
    FAILURE = "failure"
    MORE_FAILURES = "more failures"
    DIAGNOSIS = "diagnosis"
    READING = "reading"
    ADVICE = "advice"
    DERIVE_GATE = "derive gate"
    PRINTED = "printed"
    NEXT = "next"
    """What to type next; only a terminal or a notebook shows it."""


@dataclass(frozen=True)
class VerdictLine:
    """One line, or for what an answer printed a few."""

    role: Role
    text: str


def verdict_lines(
    verdict: Verdict, *, every: bool = False, shorten: Callable[[str], str] = plain
) -> Iterator[VerdictLine]:
    """Yield a verdict's lines: the outcome, what failed and why, the diagnosis, and what to do next.

    `every` shows each failure, not the first of each target; `shorten` makes a message safe to show, and may shorten
    its paths.
    """
    role, outcome = _outcome(verdict)
    points = f"{verdict.points:g} of {verdict.max_points:g} points"
    yield VerdictLine(role, f"{verdict.exercise}  {outcome}  {points}")
    file = shorten(str(verdict.file))
    yield VerdictLine(Role.SUMMARY, f"  {file}  sha256 {verdict.sha256[:12]}  {_summary(verdict)}")
    if verdict.borrowed:
        come = "comes" if len(verdict.borrowed) == 1 else "come"
        alone = f"  judged alone: {', '.join(verdict.borrowed)} {come} from the solutions"
        yield VerdictLine(Role.BORROWED, alone)
    if verdict.not_written:
        yield VerdictLine(Role.TASK, f"  {plain(verdict.not_written)}")
        then = f"  Next: write it in {file}; `grader hint {verdict.exercise}` helps."
        yield VerdictLine(Role.NEXT, then)
        return
    yield from _failures(verdict, every, shorten)
    yield from (VerdictLine(Role.ADVICE, f"  Advice: {advice}") for advice in verdict.advice)
    yield from (VerdictLine(Role.DERIVE_GATE, f"  derive gate: {plain(message)}") for message in verdict.underived)
    if verdict.printed:
        yield VerdictLine(Role.PRINTED, "\n    ".join(["  It printed:", *_printed(verdict.printed)]))
    if not verdict.passed:
        draws = f", `grader show {verdict.exercise}` draws where" if verdict.exit_code is ExitCode.NOT_PASSED else ""
        then = f"  Next: mend it and check again; `grader hint {verdict.exercise}` helps{draws}."
        yield VerdictLine(Role.NEXT, then)


def reading(diagnosis: Diagnosis) -> str:
    """Return where to read on, in a line: the chapter's own sentence where there is one."""
    if diagnosis.sentence:
        return f'The chapter: "{diagnosis.sentence}" ({diagnosis.chapter})'
    return f"Read: {diagnosis.chapter}"


def diagnosis_lines(diagnosis: Diagnosis) -> list[str]:
    """Return the name of what a wrong answer looks like with its explanation, or a case in numbers; and where to read.

    The last line is where to read on.
    """
    if diagnosis.mistake:
        return [f"{diagnosis.mistake}: {diagnosis.text}", reading(diagnosis)]
    return [*([worked_out(diagnosis.worked)] if diagnosis.worked else []), reading(diagnosis)]


def worked_out(worked: WorkedCase) -> str:
    """Return a failing case in numbers, in a line."""
    given = "; ".join(f"{name} = {value}" for name, value in worked.inputs.items())
    given = f" with {given}" if given else ""
    return f"Worked out, {worked.case}:{given}, {worked.array} should be {worked.wanted} and is {worked.got}"


def no_verdict(verdict: Verdict) -> str:
    """Return why there is no verdict where known mistakes have passed."""
    return f"no verdict: the grader let known mistakes pass ({', '.join(verdict.controls.survivors)})"


def _outcome(verdict: Verdict) -> tuple[Role, str]:
    if verdict.exit_code is ExitCode.GRADER_FAILED:
        return Role.GRADER_FAILED, no_verdict(verdict)
    if verdict.passed:
        return Role.PASSED, "passed"
    return (Role.NOT_WRITTEN, "not written yet") if verdict.not_written else (Role.NOT_PASSED, "not passed")


def _summary(verdict: Verdict) -> str:
    right = sum(finding.passed for _, finding in verdict.results)
    text = f"{right} of {len(verdict.results)} checks"
    if verdict.controls:
        text += f", {verdict.controls.refused} of {verdict.controls.total} known mistakes refused"
    elif not verdict.not_written:
        text += ", controls run with the instructor's grader"
    return f"{text}, {verdict.seconds:.2f} s" if verdict.seconds else text


def _failures(verdict: Verdict, every: bool, shorten: Callable[[str], str]) -> Iterator[VerdictLine]:
    """Yield each failure, or the first of each target with the count of those like it; then the diagnosis."""
    failures = verdict.failures
    shown = failures if every else _first_of_each(failures)
    for check, finding in shown:
        case = f"{check.case}: " if check.case else ""
        yield VerdictLine(Role.FAILURE, f"  ✗ {case}{shorten(finding.message)}")
    if len(failures) > len(shown):
        yield VerdictLine(Role.MORE_FAILURES, f"    and {len(failures) - len(shown)} more")
    if verdict.diagnosis:
        *said, read = diagnosis_lines(verdict.diagnosis)
        yield from (VerdictLine(Role.DIAGNOSIS, f"  {line}") for line in said)
        yield VerdictLine(Role.READING, f"  {read}")


def _kind(finding: Finding) -> ProblemKind | None:
    return finding.problem.kind if finding.problem else None


def _gist(finding: Finding) -> Any:
    """Return what failures of one cause have in common, whatever the shapes and numbers of their cases."""
    problem = finding.problem
    if problem and problem.error and problem.error.line:
        return problem.error.exception, problem.error.file, problem.error.line
    if problem and problem.kind in (ProblemKind.WRONG_KEYS, ProblemKind.WRONG_TYPE):
        return problem.kind, problem.target
    return finding.message


def _printed(text: str) -> list[str]:
    """Return the first lines of what an answer printed; a line that comes again and again stands there once."""
    runs = [(line, len(list(same))) for line, same in itertools.groupby(plain(text).splitlines())]
    lines = [f"{line[:MOST_CHARACTERS]}{f'  ({count} times)' if count > 1 else ''}" for line, count in runs]
    return lines[:MOST_PRINTED] + ["…"] * (len(lines) > MOST_PRINTED)


def _first_of_each(failures: list[tuple[Check, Finding]]) -> list[tuple[Check, Finding]]:
    """Keep one failure of each target, and each message once: an exception leaves every output of a case missing."""
    first: dict[Target, tuple[Check, Finding]] = {}
    told: set[Any] = set()
    moot = any(check.ordinary or _kind(finding) is ProblemKind.CALLS_DEPEND for check, finding in failures)
    for check, finding in failures:
        if moot and _kind(finding) in COMPARED_WITH_ITSELF:
            continue
        said = _gist(finding)
        if check.target not in first and said not in told:
            first[check.target] = (check, finding)
            told.add(said)
    return list(first.values())[:MOST_FAILURES]
