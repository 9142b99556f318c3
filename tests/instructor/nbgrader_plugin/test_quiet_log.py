"""The log of autograde: a line a submission, and at the end once more what to look at."""

import datetime

import pytest

from tests.instructor.nbgrader_plugin.conftest import PART, hand_in, nbgrader, needs_a_sandbox, released, source_of
from tests.instructor.nbgrader_plugin.gradebook import book
from tests.instructor.nbgrader_plugin.test_updates import without

LAYER_NORM = ("layer_norm", "layer_norm-check", "layer_norm-marks")


def logged(course, capfd, *words):
    capfd.readouterr()
    code = nbgrader(course, "autograde", PART, *words)
    lines = [line.partition("| ")[2] for line in capfd.readouterr().err.splitlines() if line.startswith("[Autograde")]
    return code, lines


@pytest.mark.timeout(120)
def test_a_run_has_a_line_a_submission_and_ends_with_what_to_look_at(course, capfd):
    needs_a_sandbox()
    with book(course) as gradebook:
        gradebook.update_or_create_assignment(PART, duedate=datetime.datetime(2030, 1, 10, 12))
    hand_in(course, "ada", source_of(course), timestamp="2030-01-09 12:00:00 UTC")
    hand_in(course, "bob", released(course), timestamp="2030-01-11 13:00:00 UTC")
    for student in ("cyd", "dan"):
        hand_in(course, student, without(source_of(course), *LAYER_NORM))
    hand_in(course, "eve", b"this is not JSON")
    code, lines = logged(course, capfd)
    told = [line.removeprefix("INFO] ") for line in lines if line.startswith("INFO] ")]
    assert code == 1 and [line.partition(",")[0] for line in told[:-1]] == ["ada", "bob", "cyd", "dan"]
    assert "30 of 40 points" in told[0] and "late by 1 day, 1:00:00" in told[1]
    assert told[-1] == "5 submissions: 4 graded, 1 not graded"
    summary = lines[lines.index("WARNING] To look at, once more:") :]
    assert summary[1] == "WARNING]   cyd, dan: not found: layer_norm"
    assert summary[2].startswith("WARNING]   eve: not graded: the notebook is not JSON") and len(summary) == 3
    assert len(lines) == 4 + 1 + 3 + len(summary)  # each graded, the count, and cyd's, dan's and eve's own lines

    code, lines = logged(course, capfd)  # all but eve were graded before
    assert code == 1 and "INFO] 5 submissions: 1 not graded, 4 graded before, or left" in lines
    code, lines = logged(course, capfd, "--student=ada", "--force", "--log-level=DEBUG")
    assert code == 0 and any("Sanitizing" in line for line in lines)
