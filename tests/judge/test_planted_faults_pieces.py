"""Faults planted in the solutions of parts 07 to 11: the check that asks for what each of them breaks refuses it."""

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from grader.course import registry
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.source import Source
from grader.runner.tree import Tree
from tests.judge.ask_judge import replaced
from tests.judge.planted_faults import FAULTS


@cache
def right(name):
    exercise = registry.entry(name)
    return Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.exercise}: {fault.what}")
def test_planted_fault_is_refused(fault):
    exercise = registry.entry(fault.exercise)
    source = Source(Path("answer.py"), replaced(fault.exercise, fault.old, fault.new))
    answer = load_local(exercise, Tree(SOLUTIONS, {exercise.key: source}))
    evaluation = right(fault.exercise).for_submission(answer)
    asked = [check for check in plan(exercise) if fnmatchcase(check.name, fault.by)]
    assert asked, f"no check is called {fault.by}"
    assert not all(check.ask(evaluation).passed for check in asked)
