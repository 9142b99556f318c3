"""A course whose exercises change upstream while submissions exist: added, removed, renamed.

What was released stays gradable by nbgrader's own commands, and what another version cannot decide is no zero. The
course here is a pack's part, of which there is a version before and one after.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from grader.course import registry
from grader.instructor.nbgrader_plugin.notebook_grading import read_released
from grader.instructor.nbgrader_plugin.undecided import undecided
from grader.instructor.notebooks.source_notebook import MARKS
from grader.instructor.read_assignments import FILE
from grader.paths import COURSE
from tests.instructor.nbgrader_plugin.conftest import PART, cell_of, hand_in, needs_a_sandbox, read
from tests.instructor.nbgrader_plugin.gradebook import book

TOPIC, NAME = "part16_since_gpt2", "modern"
FULL = {"rms_norm": 10.0, "swiglu": 10.0}
AUTOGRADE = f"nbgrader autograde {NAME}"
AGAIN = AUTOGRADE + " --student={} --force"
RETURN = (f"nbgrader generate_feedback {NAME} --force", "nbgrader export")
BY_NAME = '"rms_norm", "swiglu"'


STEPS = """
import json, os, sys
from pathlib import Path
from grader.cli.main import main
from tests.instructor.nbgrader_plugin.conftest import nbgrader

def grader(words):
    sys.argv[1:] = words
    try:
        main()
    except SystemExit as done:
        return done.code

arguments = sys.argv[1:]
course = Path(arguments[0])
os.chdir(course)
codes = []
for program, *words in json.loads(arguments[1]):
    codes.append(int(nbgrader(course, *words) if program == "nbgrader" else grader(words) or 0))
Path("codes.json").write_text(json.dumps(codes))
"""


def run(course, *commands, codes=None):
    """Run commands of nbgrader and grader in one process, with the packs that the course names; return the text."""
    kept = {name: value for name, value in os.environ.items() if name != "GRADER_PACKS"}
    env = kept | {"PYTHONPATH": str(COURSE), "COLUMNS": "2000"}
    words = [sys.executable, "-c", STEPS, str(course), json.dumps([command.split() for command in commands])]
    done = subprocess.run(words, cwd=course, env=env, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "Traceback" not in said, said
    assert read(course / "codes.json") == (codes or [0] * len(commands)), said
    return " ".join(said.split())


def version(root, *exercises):
    """Make the pack a version that has these exercises."""
    path = root / "pack" / "course" / TOPIC / "__init__.py"
    order = "".join(f'    "{name}",\n' for name in exercises)
    path.write_text(re.sub(r"ORDER = \(.*?\)", f"ORDER = (\n{order})", path.read_text(), flags=re.DOTALL))


def rename(root, old, new):
    """Rename an exercise everywhere in the pack, as an author does."""
    for path in sorted((root / "pack").rglob("*"), reverse=True):
        if path.suffix in (".py", ".md", ".json"):
            path.write_text(re.sub(rf"\b{old}\b", new, path.read_text()))
        if path.stem == old:
            path.rename(path.with_name(path.name.replace(old, new)))


@pytest.fixture(scope="module")
def before(base, tmp_path_factory):
    """A course of the version before: released, with ada's right answers handed in and graded."""
    needs_a_sandbox()
    root = tmp_path_factory.mktemp("versions")
    shutil.copytree(COURSE / "packs" / "since_gpt2", root / "pack", ignore=shutil.ignore_patterns("__pycache__"))
    version(root, "rms_norm", "swiglu")
    course = root / "course"
    course.mkdir()
    (course / FILE).write_text(f'packs = ["../pack"]\n[assignments.{NAME}]\nexercises = [{BY_NAME}]\n')
    run(course, "grader release .", f"nbgrader generate_assignment {NAME}")
    hand_in(course, "ada", answered(course, "ada"), part=NAME)
    run(course, AUTOGRADE)
    return root


@pytest.fixture
def course(before, tmp_path):
    return shutil.copytree(before, tmp_path / "root") / "course"


def answered(course, who):
    notebook = read(course / "source" / NAME / f"{NAME}.ipynb")
    cell_of(notebook, "derivation")["source"] = f"dx = ... ({who})"
    return notebook


def grades(course, student):
    """The score of each cell with points of the judge's; None where there is none."""
    with book(course) as gradebook:
        notebook = gradebook.find_submission_notebook(NAME, NAME, student)
        return {g.name.removesuffix(MARKS): g.auto_score for g in notebook.grades if g.name.endswith(MARKS)}


def rows(course):
    with (course / "grades.csv").open() as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def page(course, student):
    return (course / "feedback" / student / NAME / f"{NAME}.html").read_text()


def release_text(course):
    return (course / "release" / NAME / f"{NAME}.ipynb").read_bytes()


@pytest.mark.timeout(120)
def test_an_exercise_that_was_added_leaves_the_released_ones_gradable(course):
    version(course.parent, "rms_norm", "swiglu", "rotary_embedding")
    (course / FILE).write_text((course / FILE).read_text().replace(BY_NAME, f'"{TOPIC}"'))
    hand_in(course, "bob", answered(course, "bob"), part=NAME)
    was = release_text(course)
    said = run(course, "grader release .", AUTOGRADE, AGAIN.format("ada"), *RETURN)
    assert f"{NAME} was left as it is: 2 submissions (ada, bob)" in said and "(rotary_embedding added)" in said
    assert "cannot decide" not in said and "not decided" not in said
    assert grades(course, "ada") == grades(course, "bob") == FULL
    assert {row["state"] for row in rows(course).values()} == {"needs manual grading"} and release_text(course) == was


@pytest.mark.timeout(120)
def test_an_exercise_that_was_removed_waits_for_a_person_or_its_version(course):
    version(course.parent, "rms_norm")
    was = release_text(course)
    hand_in(course, "bob", answered(course, "bob"), part=NAME)
    steps = ("grader release .", AUTOGRADE, AGAIN.format("ada"), *RETURN)
    said = run(course, *steps, codes=[2, 0, 0, 0, 0])  # with assignments.toml as it was
    assert "no exercise or part 'swiglu' any more" in said and "0.1.0" in said
    assert f"bob: swiglu{MARKS} is not decided: swiglu is an exercise that this version" in said
    assert grades(course, "bob") == FULL | {"swiglu": None} and grades(course, "ada") == FULL  # what was decided stays
    found = rows(course)
    assert found["bob"]["state"] == f"needs manual grading; not decided by this version of the course: swiglu{MARKS}"
    assert found["ada"]["state"] == "needs manual grading"
    assert "Not decided here" in page(course, "bob") and "swiglu  passed" in page(course, "ada")
    with book(course) as gradebook:  # as a person does in formgrader
        grade = gradebook.find_grade("swiglu" + MARKS, NAME, NAME, "bob")
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 7.0, False
        gradebook.db.commit()

    (course / FILE).write_text((course / FILE).read_text().replace(BY_NAME, '"rms_norm"'))
    steps = (RETURN[-1], "grader release .", f"nbgrader generate_assignment {NAME} --force")
    said = run(course, *steps, codes=[0, 0, 1])
    assert float(rows(course)["bob"]["score"]) == 17.0
    assert "2 submissions (ada, bob)" in said and "(swiglu removed)" in said
    assert "swiglu: this version of the course cannot decide it" in said and f"cannot decide swiglu{MARKS}" in said
    version(course.parent, "rms_norm", "swiglu")  # the version that released it
    run(course, AGAIN.format("bob"))
    assert grades(course, "bob") == FULL and release_text(course) == was


@pytest.mark.timeout(120)
def test_an_exercise_that_was_renamed_is_judged_under_neither_name(course):
    (course / FILE).write_text((course / FILE).read_text().replace(BY_NAME, f'"{TOPIC}"'))
    rename(course.parent, "swiglu", "gated_mlp")
    was = release_text(course)
    uses = answered(course, "bob")
    cell_of(uses, "rms_norm")["source"] += "\nfrom .swiglu import swiglu\n"
    hand_in(course, "bob", uses, part=NAME)
    said = run(course, "grader release .", AUTOGRADE, AGAIN.format("ada"), *RETURN)
    assert "2 submissions (ada, bob)" in said and "(gated_mlp added; swiglu removed)" in said
    assert grades(course, "ada") == FULL
    assert grades(course, "bob") == {"rms_norm": None, "swiglu": None}  # his rms_norm is built on it: no zero
    assert "not decided" in rows(course)["bob"]["state"] and rows(course)["ada"]["state"] == "needs manual grading"
    assert release_text(course) == was


def test_another_answer_than_the_one_that_was_decided_waits(course):
    version(course.parent, "rms_norm")
    other = answered(course, "ada")
    cell_of(other, "swiglu")["source"] += "\n# once more\n"
    hand_in(course, "ada", other, part=NAME)
    hand_in(course, "bob", answered(course, "ada"), part=NAME)
    run(course, AUTOGRADE + " --force")
    assert grades(course, "ada") == grades(course, "bob") == FULL | {"swiglu": None}


def released_here(base):
    return read_released(base / "release" / PART / f"{PART}.ipynb")


def solution(notebook, name):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def test_this_version_decides_all_that_it_released(base):
    assert undecided(released_here(base), {}, registry.all_names()) == {}


def test_other_arguments_than_were_released_are_not_judged(base):
    notebook = released_here(base)
    cell = solution(notebook, "embedding")
    cell.source = cell.source.replace("def embedding(W_e:", "def embedding(table:")
    (found,) = undecided(notebook, {}).items()
    assert found[0] == "embedding" + MARKS and "embedding(table, ids), and is embedding(W_e, ids) now" in found[1]


def test_what_is_built_on_an_absent_exercise_is_not_judged(base):
    notebook = released_here(base)
    solution(notebook, "lm_head").source += "\nfrom ..part04_loss.hardmax import hardmax\n"
    assert undecided(notebook, {}) == {
        "lm_head" + MARKS: "it is built on hardmax, which this version of the course does not have"
    }


def test_a_half_made_release_is_made_whole(course):
    from grader.instructor.nbgrader_plugin.keep_release import put_back

    was, path = release_text(course), course / "release" / NAME
    shutil.rmtree(path)
    path.mkdir()  # nbgrader was ended between the folder and the notebook
    put_back(course, NAME)
    assert release_text(course) == was and [*path.parent.iterdir()] == [path]
