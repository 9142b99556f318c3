"""The class report says where a class is stuck, and what came in by day."""

import datetime

import pytest

from grader.instructor.reports import class_report
from grader.instructor.reports.class_statistics import ClassStatistics
from grader.instructor.results import ExerciseResult, StudentResult

NAMES = ("relu", "gelu", "matmul")


def class_of(*students, days=()):
    statistics = ClassStatistics(NAMES)
    for number, states in enumerate(students):
        exercises = tuple(ExerciseResult(name, "", {"state": state}) for name, state in zip(NAMES, states, strict=True))
        handed_in = days[number] if days else None
        statistics.add(StudentResult(f"s{number}", exercises, handed_in=handed_in))
    return statistics


PASSED = ("passed", "passed", "passed")


@pytest.mark.parametrize("left", ["failed", "unwritten", "missing"])
def test_the_class_is_stuck_where_most_fewer_passed_than_before(left):
    at = class_of(PASSED, ("passed", "passed", left), ("passed", "passed", left), ("passed", left, left)).stuck_at()
    assert (at.exercise, at.passed, at.of, at.before, at.passed_before) == ("matmul", 1, 4, "gelu", 3)


def test_it_can_be_stuck_at_the_first():
    at = class_of(("failed", "missing", "missing"), PASSED, PASSED).stuck_at()
    assert (at.exercise, at.before, at.passed_before) == ("relu", "", 3)


@pytest.mark.parametrize("states", [PASSED, ("error", "waiting", "error"), ("passed", "passed", "error")])
def test_a_class_that_passed_or_is_not_decided_is_stuck_nowhere(states):
    assert class_of(states, PASSED).stuck_at() is None and "stuck" not in class_report.as_html(class_of(states))


def test_what_came_in_is_counted_by_day_in_utc():
    late = datetime.datetime.fromisoformat("2030-01-02T00:30:00+01:00")
    next_day = datetime.datetime.fromisoformat("2030-01-02T00:30:00+00:00")
    statistics = class_of(PASSED, ("passed", "failed", "missing"), PASSED, days=(late, late, next_day))
    counts = {day.isoformat(): (count.submissions, count.passed) for day, count in statistics.days.items()}
    assert counts == {"2030-01-01": (2, 4), "2030-01-02": (1, 3)}
    assert "2030-01-01" in class_report.as_html(statistics) and "2030-01-01" in class_report.as_markdown(statistics)


def test_the_report_asks_no_host_and_prints():
    page = class_report.as_html(class_of(PASSED, ("passed", "failed", "missing")))
    assert "http:" not in page and "https:" not in page and "@media print" in page and '<html lang="en">' in page
