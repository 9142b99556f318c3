"""An assignment of a pack's exercises, named in assignments.toml: from release to export, by the real programs."""

import csv
import os
import shutil
import subprocess
import sys

import pytest

from grader.instructor.read_assignments import FILE
from grader.paths import COURSE
from tests.instructor.nbgrader_plugin.conftest import cell_of, hand_in, needs_a_sandbox, read

PACK = COURSE / "packs" / "since_gpt2"


def run(course, *words):
    env = os.environ | {"PYTHONPATH": str(COURSE)}
    env.pop("GRADER_PACKS", None)
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=course, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.timeout(120)
@pytest.mark.parametrize("place", ["in the repository", "outside"])
def test_a_pack_s_assignment_goes_from_release_to_export(base, tmp_path, place):
    needs_a_sandbox()
    course = tmp_path / "course"
    course.mkdir()
    pack = str(PACK)
    if place == "outside":
        shutil.copytree(PACK, tmp_path / "outside")
        pack = "../outside"
    (course / FILE).write_text(f'packs = ["{pack}"]\n[assignments.modern]\nexercises = ["rms_norm", "swiglu"]\n')
    run(course, "grader", "release", ".")
    run(course, "nbgrader", "generate_assignment", "modern")
    notebook = read(course / "source" / "modern" / "modern.ipynb")
    cell_of(notebook, "swiglu")["source"] = "%%exercise swiglu\nx = 1\n"
    hand_in(course, "ada", notebook, part="modern")
    run(course, "nbgrader", "autograde", "modern")
    run(course, "nbgrader", "generate_feedback", "modern")
    run(course, "nbgrader", "export")
    with (course / "grades.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert row["state"] == "needs manual grading" and 0 < float(row["score"]) < float(row["max_score"])
    page = (course / "feedback" / "ada" / "modern" / "modern.html").read_text()
    assert "rms_norm  passed" in page and "swiglu  passed" not in page
