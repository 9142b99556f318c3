"""Answers that ran out of time, or ended their process, are named to the instructor under "To look at"."""

import pytest

from grader.instructor.batch.grading_task import record
from grader.instructor.reports import class_report
from grader.instructor.reports.class_statistics import ClassStatistics
from grader.instructor.results import ExerciseResult, StudentResult
from grader.judge.finding import not_comparable
from grader.judge.grade_files import ExerciseOutcome
from grader.judge.problem import call_failed
from grader.runner.observation import CallError, ErrorKind
from tests.instructor.batch.standin import _outcome


def report_of(kind):
    outcome = _outcome("relu", "# wrong\n", 7)
    check, _ = outcome.verdict.results[-1]
    outcome.verdict.results[-1] = (check, not_comparable(call_failed(CallError(kind, "1", exception="ValueError"))))
    statistics = ClassStatistics(("relu",))
    result = ExerciseResult("relu", "", record(ExerciseOutcome("relu", outcome.verdict), {}))
    statistics.add(StudentResult("ann", (result,)))
    return class_report.as_markdown(statistics)


@pytest.mark.parametrize(
    "kind, told", [(ErrorKind.TIMEOUT, "its time was up"), (ErrorKind.PROCESS_ENDED, "ended its process")]
)
def test_what_seldom_happens_to_an_honest_answer_is_to_look_at(kind, told):
    assert "To look at" in report_of(kind) and told in report_of(kind)


def test_an_exception_is_nothing_to_look_at():
    assert "To look at" not in report_of(ErrorKind.RAISED)
