"""A course that changes while submissions exist: what was released stays, and stays gradable."""

import csv
import os
import shutil
import subprocess
import sys

import pytest

from grader.instructor.nbgrader_plugin.keep_release import put_back
from grader.instructor.read_assignments import FILE
from grader.instructor.release.course_folder import release_course
from grader.paths import COURSE
from tests.instructor.nbgrader_plugin.conftest import PART, hand_in, nbgrader, needs_a_sandbox, released, source_of
from tests.instructor.nbgrader_plugin.gradebook import scores, state
from tests.instructor.nbgrader_plugin.test_own_cells import code, edit


@pytest.mark.timeout(90)
def test_a_release_that_cannot_be_made_anew_stands_as_it_was(course):
    before = (course / "release" / PART / f"{PART}.ipynb").read_bytes()
    edit(course, lambda cells, by_id: cells.append(code("mine", 'passed("embedding")', 10, locked=True)))
    words = [sys.executable, "-m", "nbgrader", "generate_assignment", PART, "--force"]
    done = subprocess.run(
        words, cwd=course, env=os.environ | {"PYTHONPATH": str(COURSE)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "mine calls passed()" in done.stderr and "Traceback" not in done.stderr
    assert (course / "release" / PART / f"{PART}.ipynb").read_bytes() == before


def test_submissions_are_graded_though_the_release_is_gone(course):
    needs_a_sandbox()
    hand_in(course, "ada", source_of(course))
    shutil.rmtree(course / "release" / PART)
    assert nbgrader(course, "autograde", PART) == 0
    assert sum(scores(course, "ada").values()) > 0


def test_nothing_is_put_back_over_a_release(course):
    path = course / "release" / PART / f"{PART}.ipynb"
    path.write_text("mine")
    put_back(course, PART)
    assert path.read_text() == "mine"


def test_other_cells_are_not_released_to_students_who_have_handed_in(course):
    source = course / "source" / PART / f"{PART}.ipynb"
    before = source.read_bytes()
    (course / FILE).write_text(f'[assignments.{PART}]\nexercises = ["layer_norm", "softmax"]\n')
    hand_in(course, "ada", source_of(course))
    made = release_course(course)
    assert source.read_bytes() == before and made.orphans == ("part04_loss",)
    (clash,) = made.clashes
    assert clash.students == ("ada",) and "softmax-marks" in clash.added and "lm_head" in clash.removed
    (course / FILE).write_text(f'[assignments.{PART}]\nexercises = ["{PART}"]\npoints = {{ embedding = 3 }}\n')
    assert release_course(course).clashes == () and source.read_bytes() != before  # points may change at any time


@pytest.mark.timeout(90)
def test_a_later_file_and_a_lost_derivation_show_in_the_export(course):
    needs_a_sandbox()
    lost = source_of(course)
    lost["cells"] = [c for c in lost["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") != "derivation"]
    hand_in(course, "ada", lost, timestamp="2030-01-09 12:00:00 UTC")
    assert nbgrader(course, "autograde", PART) == 0 and nbgrader(course, "export") == 0
    with (course / "grades.csv").open() as file:
        row = next(r for r in csv.DictReader(file) if r["assignment"] == PART)
    assert row["state"] == "needs manual grading; not found: derivation"
    assert nbgrader(course, "generate_feedback", PART) == 0
    page = (course / "feedback" / "ada" / PART / f"{PART}.html").read_text()
    assert "NOT FOUND: the cell derivation" in page

    hand_in(course, "ada", source_of(course), timestamp="2030-01-09 12:00:00 UTC")
    assert nbgrader(course, "autograde", PART) == 0 and nbgrader(course, "export") == 0  # nbgrader skips it: same time
    state = (course / "grades.csv").read_text()
    assert f"another file was handed in since: nbgrader autograde {PART} --student=ada --force" in state


def without(notebook, *grade_ids):
    notebook["cells"] = [
        c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in grade_ids
    ]
    return notebook


@pytest.mark.timeout(90)
def test_a_stale_score_is_told_at_autograde_and_on_the_feedback_page(course, capfd):
    needs_a_sandbox()
    when, again = "2030-01-09 12:00:00 UTC", f"nbgrader autograde {PART} --student=ada --force"
    hand_in(course, "ada", released(course), timestamp=when)
    hand_in(course, "bob", released(course), timestamp=when)
    assert nbgrader(course, "autograde", PART) == 0
    hand_in(course, "ada", source_of(course), timestamp=when)
    capfd.readouterr()
    assert nbgrader(course, "autograde", PART) == 0
    told = capfd.readouterr().err
    assert again in told and "--student=bob" not in told
    assert nbgrader(course, "generate_feedback", PART) == 0
    pages = {who: (course / "feedback" / who / PART / f"{PART}.html").read_text() for who in ("ada", "bob")}
    assert "This page is of an older file" in pages["ada"] and "of an older file" not in pages["bob"]
    assert nbgrader(course, "autograde", PART, "--student=ada", "--force") == 0
    capfd.readouterr()
    assert nbgrader(course, "autograde", PART) == 0
    assert "the score is of another file" not in capfd.readouterr().err and sum(scores(course, "ada").values()) > 0


@pytest.mark.timeout(90)
def test_a_lost_answer_is_not_found_and_no_zero(course, capfd):
    needs_a_sandbox()
    lost = without(source_of(course), "layer_norm", "layer_norm-check", "layer_norm-marks")
    hand_in(course, "ada", lost)
    assert nbgrader(course, "autograde", PART) == 0
    assert "ada: not found: layer_norm" in capfd.readouterr().err
    found = scores(course, "ada")
    assert found.pop("layer_norm") is None and None not in found.values()
    assert state(course, "ada") == "needs manual grading"
    assert nbgrader(course, "export") == 0 and nbgrader(course, "generate_feedback", PART) == 0
    assert "needs manual grading; not found: layer_norm" in (course / "grades.csv").read_text()
    page = (course / "feedback" / "ada" / PART / f"{PART}.html").read_text()
    assert "NOT FOUND: the cell layer_norm" in page and "layer_norm  not passed" not in page


NAMED_BEFORE = {
    "save_extra_credit.SaveExtraCredit": "save_bonus.SaveBonus",
    "leave_to_person.LeaveToPerson": "",
    "tell_older_file.TellOlderFile": "strip_withheld.StripWithheld",
    "leave_out_withheld.LeaveOutWithheld": "",
}


@pytest.mark.timeout(90)
def test_a_configuration_with_the_names_of_before_does_the_same(course):
    """A course that was released before keeps its nbgrader_config.py."""
    needs_a_sandbox()
    config = course / "nbgrader_config.py"
    lines = config.read_text().splitlines(keepends=True)
    for name, before in NAMED_BEFORE.items():
        at = next(n for n, line in enumerate(lines) if name in line)
        lines[at] = lines[at].replace(name, before) if before else ""
    config.write_text("".join(lines))
    when = "2030-01-09 12:00:00 UTC"
    lost = without(source_of(course), "layer_norm", "layer_norm-check", "layer_norm-marks")
    at = next(c for c in lost["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "embedding")
    at["source"] += "\nprint('said by ada')\nraise ValueError('x', 1)\n"
    hand_in(course, "ada", lost, timestamp=when)
    assert nbgrader(course, "autograde", PART) == 0 and scores(course, "ada")["layer_norm"] is None
    hand_in(course, "ada", source_of(course), timestamp=when)
    assert nbgrader(course, "generate_feedback", PART) == 0
    page = (course / "feedback" / "ada" / PART / f"{PART}.html").read_text()
    assert "of an older file" in page and "For the instructor alone" not in page
