"""Rules about an entry: hints, cases, how many known mistakes and right alternatives there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from grader.course.spec import Exercise
from grader.judge import alternatives
from grader.judge.case_instance import draw_inputs
from grader.judge.dev_check.rule import SEEDS, files_of
from grader.judge.plan import plan

Found = Iterator[tuple[Path, str]]

HINTS = 3


def hints_and_by_hand(exercise: Exercise) -> Found:
    """There are three hints, and a case to work by hand."""
    entry = files_of(exercise).entry
    if len(exercise.hints) != HINTS or not all(exercise.hints):
        yield entry, f"has {sum(map(bool, exercise.hints))} hints; write {HINTS}"
    if exercise.by_hand is None:
        yield entry, "has no case to work by hand: by_hand"


def enough_mistakes(exercise: Exercise) -> Found:
    """A headline exercise has five known mistakes, any other two, each with a name of its own."""
    entry, least = files_of(exercise).entry, 5 if exercise.starred else 2
    if len(exercise.mistakes) < least:
        yield entry, f"has {len(exercise.mistakes)} known mistakes; write at least {least}"
    names = [mistake.name for mistake in exercise.mistakes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield entry, f"has the known mistake {name} {names.count(name)} times: names differ"


def enough_alternatives(exercise: Exercise) -> Found:
    """A headline exercise has three right alternatives, any other one."""
    found, least = alternatives.names(exercise), 3 if exercise.starred else 1
    if len(found) < least:
        yield files_of(exercise).alternatives, f"has {len(found)} right alternatives; write at least {least}"


def cases_cover(exercise: Exercise) -> Found:
    """Labels and checks have names of their own, one case has large numbers, and one of an op is a strided view."""
    entry = files_of(exercise).entry
    labels = [case.label for case in exercise.cases]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        yield entry, f"has {labels.count(label)} cases called {label!r}"
    if not any(case.large for case in exercise.cases):
        yield entry, "has no case of large numbers: _large=True"
    checks = [check.name for check in plan(exercise)]
    for name in sorted({name for name in checks if checks.count(name) > 1}):
        yield entry, f"leads to {checks.count(name)} checks called {name!r}"
    if exercise.is_op and all(_contiguous(draw_inputs(exercise, case, 0)[0]) for case in exercise.cases):
        yield entry, "has no case with a strided view: view(...)"


def _contiguous(inputs: dict) -> bool:
    return all(a.flags.c_contiguous for a in inputs.values() if isinstance(a, np.ndarray))


def upstream_is_not_constant(exercise: Exercise) -> Found:
    """No case has an upstream gradient of equal entries, which a wrong backward could pass."""
    for case in exercise.cases if exercise.is_op else ():
        for seed in SEEDS:
            upstream = draw_inputs(exercise, case, seed)[1]
            if not (np.ptp(upstream) > 0 if upstream.size > 1 else abs(float(upstream.item()) - 1) > 1e-6):
                yield files_of(exercise).entry, f"has a constant upstream gradient on {case.label!r}, seed {seed}"
                break
