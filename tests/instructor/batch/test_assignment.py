"""Folders of .py files, graded by assignments.toml: points, bonus, practice, deadline, and what is lent."""

import csv
import datetime

import pytest

from grader.cli.commands.grade import _of_course
from grader.course import registry
from grader.course.stubs import solution_text
from grader.errors import BadInput
from grader.instructor.assignments import Assignment, LateRule
from grader.instructor.batch import submissions
from grader.instructor.batch.grade_class import GradingRequest, grade_class
from grader.instructor.batch.verdict_store import VERDICTS, VerdictStore
from grader.instructor.read_assignments import FILE
from grader.instructor.reports.write_reports import write_reports
from tests.instructor.batch.conftest import threads
from tests.instructor.batch.standin import judge

DUE = datetime.datetime(2030, 1, 10, 12, tzinfo=datetime.UTC)
ASKED = Assignment(
    "hw1",
    ("matmul", "relu", "linear"),
    {"matmul": 20.0, "relu": 3.0},
    bonus=frozenset({"relu"}),
    practice=frozenset({"linear"}),
    due=DUE,
    late=LateRule(10),
)


def grade(classroom, assignment, **options):
    request = GradingRequest(assignment, lambda student: 7, judge=judge, fingerprint="", **options)
    with VerdictStore(classroom.out / VERDICTS) as store:
        grading = grade_class(submissions.student_folders(classroom.folder), request, store, threads)
        results = [*grading.results()]
        write_reports(results, request.names, classroom.out / "grades.csv")
    return {result.student: result for result in results}


def hand_in(classroom, student, time, **texts):
    classroom.submit(student, **texts)
    (classroom.folder / student / "timestamp.txt").write_text(time)


def test_points_bonus_practice_and_lateness_count(classroom):
    right = {"matmul": "# right\n", "relu": "# right\n", "linear": "# right\n"}
    hand_in(classroom, "ann", "2030-01-10 11:59:00 UTC", **right)
    hand_in(classroom, "bob", "2030-01-10T14:00:00+01:00", **{**right, "relu": "# stub\n"})
    hand_in(classroom, "cyd", "2030-01-11 12:00:01", **right)
    hand_in(classroom, "dan", "yesterday", **right)
    found = grade(classroom, ASKED)
    assert [found[who].total for who in found] == [23.0, 18.0, 18.4, 23.0]
    assert {result.max_total for result in found.values()} == {20.0}
    assert [found[who].late_penalty for who in found] == [0.0, 2.0, 4.6, 0.0]
    assert "is no time" in found["dan"].notes[0]
    rows = {row["student"]: row for row in csv.DictReader((classroom.out / "grades.csv").open())}
    assert (rows["cyd"]["total"], rows["cyd"]["late_penalty"], rows["cyd"]["linear"]) == ("18.4", "4.6", "0")
    assert "since it was handed in late" in classroom.read("grades/students/cyd.html")


def test_a_piece_that_no_assignment_asks_for_is_lent(classroom):
    seen = {}

    def judge_and_see(task):
        seen.update(task.files)
        return judge(task)

    classroom.submit("ann", linear="# right\n")
    request = GradingRequest(
        Assignment("hw2", ("linear",)), lambda student: 7, judge=judge_and_see, fingerprint="", lent=("matmul",)
    )
    with VerdictStore(classroom.out / VERDICTS) as store:
        grading = grade_class(submissions.student_folders(classroom.folder), request, store, threads)
        (result,) = grading.results()
    assert seen[registry.key("matmul")] == solution_text("matmul") and result.total == result.max_total
    assert "Lent from the solutions" in result.notes[0]


def test_an_assignment_is_looked_up_in_the_courses_folder(tmp_path):
    (tmp_path / FILE).write_text('[assignments.hw1]\nexercises = ["relu"]\n')
    assert _of_course(tmp_path, "hw1", [])[1].exercises == ("relu",)
    assert _of_course(tmp_path, None, ["relu"])[1].name == ""
    for name, only, told in (("hw2", [], "no assignment 'hw2'"), ("hw1", ["relu"], "leave --only out")):
        with pytest.raises(BadInput, match=told):
            _of_course(tmp_path, name, only)
    with pytest.raises(BadInput, match="Name its folder"):
        _of_course(tmp_path / "nowhere", "hw1", [])
