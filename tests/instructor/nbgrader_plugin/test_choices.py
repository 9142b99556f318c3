"""What assignments.toml chooses holds from the release to the export: points, bonus, practice, deadline."""

import csv
import json

import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.notebooks.source_notebook import MARKS
from grader.instructor.read_assignments import FILE
from grader.instructor.release.course_folder import release_course
from tests.instructor.nbgrader_plugin.conftest import cell_of, hand_in, nbgrader, needs_a_sandbox, released, source_of
from tests.instructor.nbgrader_plugin.gradebook import book

CHOSEN = """
[assignments.hw1]
exercises = ["softmax", "embedding", "lm_head"]
points = { softmax = 20, embedding = 5 }
bonus = ["embedding"]
practice = ["lm_head"]
derivation = 0
due = 2030-01-10T12:00:00+00:00
late = { percent_per_day = 10, at_most = 50 }
hints = false
"""


@pytest.mark.timeout(120)
def test_choices_hold_from_the_release_to_the_export(course):
    needs_a_sandbox()
    (course / FILE).write_text(CHOSEN)
    release_course(course)
    assert nbgrader(course, "generate_assignment", "hw1") == 0
    text = json.dumps(released(course, "hw1"))
    assert "# 20 points:" in text and "# 5 points on top:" in text and "# Practice, without points:" in text
    assert "hint(" not in text and "read by a person" not in text
    solved = source_of(course, "hw1")
    hand_in(course, "ada", solved, "hw1", "2030-01-10 11:00:00 UTC")
    hand_in(course, "late", solved, "hw1", "2030-01-11 13:00:00 UTC")
    no_bonus = source_of(course, "hw1")
    cell_of(no_bonus, "embedding")["source"] = cell_of(released(course, "hw1"), "embedding")["source"]
    hand_in(course, "bob", no_bonus, "hw1", "2030-01-10 11:00:00 UTC")
    assert nbgrader(course, "autograde", "hw1") == 0
    assert nbgrader(course, "autograde", "hw1", "--student=ada", "--force") == 0 and nbgrader(course, "export") == 0
    rows = {r["student_id"]: r for r in csv.DictReader((course / "grades.csv").open()) if r["assignment"] == "hw1"}
    assert {r["max_score"] for r in rows.values()} == {"20.0"}
    assert [float(rows[who]["score"]) for who in ("ada", "bob", "late")] == [25, 20, 20]
    assert float(rows["late"]["late_submission_penalty"]) == 5
    with book(course) as gradebook:
        assert gradebook.find_grade("embedding" + MARKS, "hw1", "hw1", "ada").extra_credit == 5
    assert "practice, and gives no points" in (course / "autograded/ada/hw1/hw1.ipynb").read_text()


def test_a_choice_is_never_lost_by_releasing_again(course):
    text = (course / FILE).read_text() + "\n# mine\n"
    (course / FILE).write_text(text)
    release_course(course)
    assert (course / FILE).read_text() == text


def test_only_assignments_of_the_file_are_released(course):
    with pytest.raises(BadInput, match="no assignment '06'"):
        release_course(course, ["06"])
    assert registry.parts()[5] not in (course / FILE).read_text().partition("[assignments.")[2]
