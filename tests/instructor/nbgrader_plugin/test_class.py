"""A small class by nbgrader's own commands: late work, manual points, feedback, export, and a grader that fails."""

import csv
import dataclasses
import datetime
import json

import pytest

from grader.course import registry
from grader.errors import GraderError
from grader.instructor import judge_task
from grader.instructor.assignments import DERIVATION_POINTS
from grader.instructor.notebooks.source_notebook import MARKS
from tests.instructor.nbgrader_plugin.conftest import (
    PART,
    cell_of,
    hand_in,
    nbgrader,
    needs_a_sandbox,
    released,
    source_of,
)
from tests.instructor.nbgrader_plugin.gradebook import book, scores, state

TOTAL = sum(registry.entry(name).points for name in registry.names(PART))
DUE = datetime.datetime(2030, 1, 10, 12)


@pytest.fixture(autouse=True)
def sandbox():
    needs_a_sandbox()


def grades(course, student):
    assert nbgrader(course, "export") == 0
    with (course / "grades.csv").open() as file:
        return next(r for r in csv.DictReader(file) if (r["student_id"], r["assignment"]) == (student, PART))


def partly(course):
    """A notebook with a known mistake in embedding, and a derivation that was written."""
    notebook = source_of(course)
    mistake = next(m for m in registry.entry("embedding").mistakes if m.name == "fancy-index-add")
    cell = cell_of(notebook, "embedding")
    source = cell["source"].replace(mistake.line, mistake.instead)
    cell["source"] = source.replace("    ### BEGIN SOLUTION\n", "    print('said by', 'ada')\n", 1)
    cell_of(notebook, "derivation")["source"] = "dx = ..."
    return notebook


def test_late_work_manual_points_feedback_and_export(course):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace('penalty_method = "none"', 'penalty_method = "zero"'))
    with book(course) as gradebook:
        gradebook.update_or_create_assignment(PART, duedate=DUE)
    hand_in(course, "ada", partly(course), timestamp="2030-01-09 12:00:00 UTC")
    hand_in(course, "late", source_of(course), timestamp="2030-01-11 12:00:00 UTC")
    assert nbgrader(course, "autograde", PART) == 0

    assert state(course, "ada") == "needs manual grading"
    got = scores(course, "ada")
    assert 0 < got["embedding"] < registry.entry("embedding").points
    with book(course) as gradebook:
        grade = gradebook.find_grade("derivation", PART, PART, "ada")
        grade.manual_score, grade.needs_manual_grade = 7.5, False
        gradebook.db.commit()
    row = grades(course, "ada")
    assert float(row["score"]) == pytest.approx(sum(got.values()) + 7.5)
    assert float(row["max_score"]) == TOTAL + DERIVATION_POINTS and row["state"] == "graded"
    row = grades(course, "late")
    assert float(row["raw_score"]) == TOTAL == float(row["late_submission_penalty"]) and float(row["score"]) == 0

    assert nbgrader(course, "generate_feedback", PART) == 0
    page = (course / "feedback" / "ada" / PART / f"{PART}.html").read_text()
    assert "fancy-index-add" in page and "gradient W_e" in page and "not passed" in page
    assert "HIDDEN TESTS" not in page and "secret_seed" not in page
    assert "said by ada" not in page  # what an answer prints could be its inputs: formgrader shows it
    assert "said by ada" in (course / "autograded" / "ada" / PART / f"{PART}.ipynb").read_text()


def test_a_failed_grading_leaves_no_score_not_even_an_old_one(course, monkeypatch):
    hand_in(course, "ada", source_of(course))
    hand_in(course, "bob", source_of(course))
    assert nbgrader(course, "autograde", PART) == 0
    assert sum(scores(course, "ada").values()) == TOTAL
    assert nbgrader(course, "generate_feedback", PART) == 0
    page = course / "feedback" / "ada" / PART / f"{PART}.html"
    assert page.exists()

    right = judge_task.grade_files
    calls = []

    def fails_first(files, names, seed, *, sandboxed, **options):
        calls.append(sandboxed)
        if len(calls) > 1:
            return right(files, names, seed, sandboxed=sandboxed)
        found = right(files, names, seed, sandboxed=sandboxed)
        return found | {"embedding": dataclasses.replace(found["embedding"], verdict=None, trouble="out of memory")}

    with monkeypatch.context() as patch:
        patch.setattr(judge_task, "grade_files", fails_first)
        assert nbgrader(course, "autograde", PART, "--force") == 1
    assert calls == [True, True]
    assert set(scores(course, "ada").values()) == {None} and not page.exists()
    row = grades(course, "ada")
    assert row["state"] == "not graded: the grader failed on embedding: out of memory"
    assert row["score"] == row["raw_score"] == ""
    assert sum(scores(course, "bob").values()) == TOTAL

    assert nbgrader(course, "autograde", PART) == 0
    assert sum(scores(course, "ada").values()) == TOTAL and state(course, "ada") == "needs manual grading"


def test_a_manual_score_outlives_a_failed_grading(course, monkeypatch):
    hand_in(course, "ada", partly(course))
    assert nbgrader(course, "autograde", PART) == 0
    with book(course) as gradebook:
        gradebook.find_grade("derivation", PART, PART, "ada").manual_score = 6.0
        gradebook.db.commit()

    def fails(*args, **kw):
        raise GraderError("no sandbox")

    with monkeypatch.context() as patch:
        patch.setattr(judge_task, "grade_files", fails)
        assert nbgrader(course, "autograde", PART, "--force") == 1
    assert "no sandbox" in state(course, "ada")
    assert nbgrader(course, "autograde", PART) == 0
    with book(course) as gradebook:
        assert gradebook.find_grade("derivation", PART, PART, "ada").manual_score == 6.0


def test_released_and_autograded_notebooks_have_no_hidden_tests(course):
    hand_in(course, "ada", released(course))
    assert nbgrader(course, "autograde", PART) == 0
    for text in (
        (course / "release" / PART / f"{PART}.ipynb"),
        (course / "autograded" / "ada" / PART / f"{PART}.ipynb"),
    ):
        assert "HIDDEN" not in text.read_text() and "secret_seed" not in text.read_text()
    assert set(scores(course, "ada").values()) == {0.0}


def test_a_notebook_of_another_name_has_no_score(course):
    hand_in(course, "ada", source_of(course))
    path = course / "submitted" / "ada" / PART / f"{PART}.ipynb"
    path.rename(path.with_name("mine.ipynb"))
    assert nbgrader(course, "autograde", PART) == 1
    row = grades(course, "ada")
    assert row["state"].startswith("not graded: no notebook of this assignment's name") and row["score"] == ""


def test_points_that_the_instructor_changed_count(course):
    path = course / "source" / PART / f"{PART}.ipynb"
    source = source_of(course)
    cell_of(source, "embedding" + MARKS)["metadata"]["nbgrader"]["points"] = 25
    path.write_text(json.dumps(source))
    hand_in(course, "ada", partly(course))
    hand_in(course, "bob", source_of(course))
    assert nbgrader(course, "autograde", PART) == 0
    before = scores(course, "ada")["embedding"]
    assert nbgrader(course, "generate_assignment", PART, "--force") == 0
    assert nbgrader(course, "autograde", PART, "--force") == 0
    assert scores(course, "bob")["embedding"] == 25
    assert scores(course, "ada")["embedding"] == pytest.approx(2.5 * before, abs=0.02)
    assert sum(scores(course, "bob").values()) == TOTAL + 15 == float(grades(course, "bob")["raw_score"])
    assert "of 25 points" in (course / "autograded" / "ada" / PART / f"{PART}.ipynb").read_text()


def test_without_a_secret_nothing_is_graded(course):
    (course / ".grader" / "secret").unlink()
    hand_in(course, "ada", source_of(course))
    assert nbgrader(course, "autograde", PART) == 1
    assert "has no secret" in state(course, "ada")


def test_the_gradebook_has_every_exercise_with_its_points(course):
    with book(course) as gradebook:
        found = {cell.name: cell.max_score for cell in gradebook.find_notebook(PART, PART).grade_cells}
    wanted = {name + MARKS: registry.entry(name).points for name in registry.names(PART)}
    assert found == wanted | {"derivation": DERIVATION_POINTS}
