"""Faults planted in the solutions of parts 07 to 15: the check that asks for what each of them breaks refuses it."""

from fnmatch import fnmatchcase

import pytest

from grader.course import registry
from tests.judge.ask_judge import replaced
from tests.judge.planted_faults import ANY_CHECK, FAULTS
from tests.judge.test_planted_faults import outcome, with_text

LATE = [name for name in registry.all_names() if registry.part_of(name) >= "part07"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.exercise}: {fault.what}")
def test_planted_fault_is_refused(fault):
    verdict = outcome(with_text(fault.exercise, replaced(fault.exercise, fault.old, fault.new)))
    asked = [finding for check, finding in verdict.results if fnmatchcase(check.name, fault.by)]
    assert asked, f"no check is called {fault.by}"
    assert not all(finding.passed for finding in asked)
    assert verdict.points < verdict.max_points or fault.by != ANY_CHECK


def test_every_exercise_of_these_parts_has_planted_faults():
    assert {fault.exercise for fault in FAULTS} == set(LATE)
