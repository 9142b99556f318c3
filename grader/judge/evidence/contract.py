"""Contract: what an answer promises in every call beside its values: inputs left alone, returns kept, few prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.course.spec import Exercise
from grader.judge import problem
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding, not_comparable
from grader.runner.captured_output import PRINT_LIMIT

PURITY = Target(TargetType.PROMISE, "purity")
PRINTS = Target(TargetType.PROMISE, "prints")
FILE = Target(TargetType.PROMISE, "file")


def checks(exercise: Exercise) -> Iterator[Check]:
    """A check of purity over all cases, and one of prints."""
    yield Check("inputs left alone, returns kept, no key too many", Kind.CONTRACT, PURITY, _purity, ordinary=False)
    yield Check("little is printed", Kind.CONTRACT, PRINTS, _prints, ordinary=False)


def usable_file() -> Check:
    """Return the check that stands for all others where a file gives nothing to judge."""
    return Check("the file can be judged", Kind.CONTRACT, FILE, lambda evaluation: Finding(True))


def _purity(evaluation: Evaluation) -> Finding:
    for case in evaluation.exercise.cases:
        for broken in evaluation.sample(case).broken_promises:
            return not_comparable(replace(broken, text=f"{broken.text} (case: {case.label})"))
    return Finding(True)


def _prints(evaluation: Evaluation) -> Finding:
    printed = evaluation.submission.printed.count
    return not_comparable(problem.prints_too_much(printed)) if printed > PRINT_LIMIT else Finding(True)
