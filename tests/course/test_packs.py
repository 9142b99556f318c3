"""Packs: exercises from a folder of one's own are listed, judged, laid, released and graded as the course's are."""

import csv
import json
import shutil

import pytest

from grader.course.packs import ENVIRONMENT
from grader.paths import COURSE, MARKER, SOLUTIONS
from tests.course.tiny_pack import PART, run
from tests.judge.sandbox.submitting import needs_sandbox

WRONG = ("2 * x * dY", "x * dY")

pytestmark = pytest.mark.usefixtures("own_workspace")


@pytest.fixture(scope="module")
def workspace(pack):
    """A workspace that was made with the pack, `square` and what it is built on solved."""
    root = pack.folder.parent / "mine"
    done = pack.grader("init", root, cwd=pack.folder.parent)
    assert done.returncode == 0, done.stderr
    return root


def answer(folder, name, text):
    """Write an answer to a file of its own and return it."""
    path = folder / f"{name}.py"
    path.write_text(text)
    return path


def test_list_shows_the_packs_parts_after_the_courses(pack, tmp_path):
    rows = json.loads(pack.grader("list", "--json", cwd=tmp_path).stdout)
    assert [row["name"] for row in rows[-3:]] == ["square", "softmax_of_square", "Doubler"]
    assert rows[-1] | {"part": PART, "title": "A class that doubles", "max_points": 3} == rows[-1]
    assert "square" in rows[-2]["locked_by"] and "softmax" in rows[-2]["locked_by"]
    assert "16 Tiny" in pack.grader("list", cwd=tmp_path).stdout
    without = pack.grader("hint", "square", cwd=tmp_path, pack=False)
    assert without.returncode == 2 and "There is no exercise 'square'" in without.stderr


@pytest.mark.parametrize("name", ["square", "softmax_of_square", "Doubler"])
def test_check_passes_the_solution_in_its_tree_and_alone(pack, tmp_path, name):
    for file in (pack.file(f"solutions/{name}.py"), answer(tmp_path, "mine", pack.solution(name))):
        done = pack.grader("check", name, "--file", file, "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        verdict = json.loads(done.stdout)
        assert verdict["points"] == verdict["max_points"] and verdict["controls"]["refused"] == 2


def test_check_names_a_mistake_and_quotes_the_packs_chapter(pack, tmp_path):
    done = pack.grader("check", "square", "--file", answer(tmp_path, "x", pack.solution("square").replace(*WRONG)),
                       cwd=tmp_path)  # fmt: skip
    assert done.returncode == 1 and "one-factor-only" in done.stdout
    assert "the product rule adds what the two of them bring" in done.stdout


@needs_sandbox
@pytest.mark.parametrize("name", ["softmax_of_square", "Doubler"])
def test_sandbox_has_the_packs_drivers(pack, tmp_path, name):
    done = pack.grader("check", name, "--file", pack.file(f"solutions/{name}.py"), "--sandbox", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_plain_process_has_the_packs_drivers(pack, tmp_path):
    done = pack.grader("check", "Doubler", "--file", pack.file("solutions/Doubler.py"), "--unsandboxed", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_kill_matrix_has_the_packs_mistakes_and_alternatives(pack, tmp_path):
    done = pack.grader("mistakes", "square", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    refused_by = {row["answer"]: row["refused_by"] for row in json.loads(done.stdout)}
    both = ["finite-difference", "oracle"]
    assert {*both} <= {*refused_by["one-factor-only"]} & {*refused_by["upstream-forgotten"]}
    assert refused_by["product_rule"] == []


def test_init_lays_the_packs_files_and_remembers_the_pack(pack, workspace):
    part = workspace / "exercises" / PART
    assert "raise NotImplementedError" in (part / "square.py").read_text()
    assert "## square" in (part / "README.md").read_text()
    assert (workspace / "exercises" / "figures" / "tiny.svg").is_file()
    assert (workspace / "exercises" / "README.md").read_text() == (COURSE / "exercises" / "README.md").read_text()
    assert 'packs = ["../tiny"]\n' in (workspace / MARKER).read_text()


def test_workspace_loads_its_packs_and_update_keeps_them(pack, workspace):
    (workspace / "exercises" / PART / "README.md").unlink()
    assert pack.grader("update", cwd=workspace, pack=False).returncode == 0
    assert 'packs = ["../tiny"]\n' in (workspace / MARKER).read_text()
    done = pack.grader("check", "square", cwd=workspace, pack=False)
    assert done.returncode == 1 and "not written yet" in done.stdout
    locked = pack.grader("check", "softmax_of_square", cwd=workspace, pack=False)
    assert locked.returncode == 2 and "locked: it is built on" in locked.stderr


def test_students_pieces_of_the_course_serve_in_the_pack(pack, workspace, tmp_path):
    root = tmp_path / "mine"
    shutil.copytree(workspace, root)
    marker = root / MARKER
    marker.write_text(marker.read_text().replace('"../tiny"', json.dumps(str(pack.folder))))
    shutil.copy(SOLUTIONS / "part04_loss" / "softmax.py", root / "exercises" / "part04_loss")
    for name in ("square", "softmax_of_square"):
        shutil.copy(pack.file(f"solutions/{name}.py"), root / "exercises" / PART)
        done = run("check", name, cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
    done = run("compare", "square", cwd=root)
    assert done.returncode == 0 and str(pack.file("solutions/square.py")) in done.stdout


def test_pytest_collects_the_packs_exercises(pack, workspace):
    path = workspace / "exercises" / PART / "square.py"
    before = path.read_text()
    path.write_text(pack.solution("square"))
    try:
        done = run("-q", "-p", "no:cacheprovider", f"exercises/{PART}/square.py", cwd=workspace, module="pytest")
    finally:
        path.write_text(before)
    assert done.returncode == 0 and "passed" in done.stdout, done.stdout + done.stderr


def test_release_makes_its_notebook_and_nbgrader_loads_the_pack(pack, tmp_path):
    course = tmp_path / "course"
    done = pack.grader("release", course, "--part", PART, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    notebook = json.loads((course / "source" / PART / f"{PART}.ipynb").read_text())
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell["source"] for cell in notebook["cells"]}
    assert cells["square"].startswith("%%exercise square") and "product_rule" not in str(cells)
    config = (course / "nbgrader_config.py").read_text()
    environment = {}
    exec(config.partition("# The packs")[2].partition("\n")[2].replace("os.environ", "environment"),
         {"__file__": str(course / "nbgrader_config.py"), "environment": environment})  # fmt: skip
    assert (course / environment[ENVIRONMENT]).resolve() == pack.folder.resolve()
    (course / "nbgrader_config.py").write_text("c = get_config()\n")
    again = pack.grader("release", course, "--part", PART, cwd=tmp_path)
    assert again.returncode == 2 and "does not load the packs" in again.stderr


def test_grade_judges_a_class_on_the_pack(pack, tmp_path):
    for student, old, new in (("ann", "", ""), ("bob", *WRONG)):
        folder = tmp_path / "submissions" / student / PART
        folder.mkdir(parents=True)
        (folder / "square.py").write_text(pack.solution("square").replace(old, new))
        (folder / "Doubler.py").write_text(pack.solution("Doubler"))
    words = ("grade", tmp_path / "submissions", "--out", tmp_path / "grades.csv", "--only", PART, "--jobs", "1")
    done = pack.grader(*words, "--unsandboxed", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row["student"]: row for row in csv.DictReader((tmp_path / "grades.csv").open())}
    assert float(rows["ann"]["square"]) == 5 and float(rows["bob"]["square"]) < 5 and float(rows["bob"]["Doubler"]) == 3


def test_in_the_clone_one_works_in_the_packs_own_exercises(pack, tmp_path):
    code = (
        "import sys; from pathlib import Path; from grader.course import registry; from grader import paths\n"
        f"registry.parts(); print(paths.file_in(Path(sys.argv[1]), '{PART}', 'square'))"
    )
    for tree, place in ((COURSE / "exercises", pack.folder / "exercises"), (tmp_path / "exercises",) * 2):
        done = run("-c", code, tree, cwd=tmp_path, module="", **{ENVIRONMENT: str(pack.folder)})
        assert done.stdout.strip() == str(place / PART / "square.py"), done.stderr


def test_a_pack_is_no_workspace(pack, tmp_path):
    code = "from grader.paths import workspace; print(workspace())"
    assert run("-c", code, cwd=pack.folder, module="").stdout.strip() == str(COURSE)


def test_a_change_in_a_pack_makes_verdicts_stale(pack, tmp_path):
    code = "from grader.judge.fingerprint import fingerprint as f; print(f(), f(by_content=True))"

    def fingerprints(folder):
        return run("-c", code, cwd=tmp_path, module="", **{ENVIRONMENT: str(folder)}).stdout.split()

    none, first, again = fingerprints(""), fingerprints(pack.folder), fingerprints(pack.folder)
    entry = pack.file("course/Doubler/entry.py")
    before = entry.read_text()
    entry.write_text(before.replace("One line.", "Only one line."))
    try:
        changed = fingerprints(pack.folder)
    finally:
        entry.write_text(before)
    assert len(first) == 2 and first == again and not {*first} & {*none, *changed}


RECORD = """
import numpy as np
from grader.course import registry
from grader.course.packs import loaded_packs
from grader.judge.record_oracle import answer_arrays, recorded_cases
from reference.oracles import archive_path

for name in registry.names("part16_tiny"):
    exercise = registry.entry(name)
    arrays = answer_arrays(exercise, recorded_cases(exercise), live=False)
    np.savez_compressed(archive_path(exercise.part, name), **arrays)
"""


def test_kit_has_the_pack_without_its_answers(pack, tmp_path):
    kit = tmp_path / "kit"
    refused = pack.grader("release", "--student", kit, cwd=tmp_path)
    assert refused.returncode == 2 and "square has no recorded answers" in refused.stderr
    recorded = run("-c", RECORD, cwd=tmp_path, module="", **{ENVIRONMENT: str(pack.folder)})
    done = pack.grader("release", "--student", kit, cwd=tmp_path)
    for path in pack.folder.rglob("*.npz"):
        path.unlink()
    assert done.returncode == 0, done.stderr + recorded.stderr
    texts = {path: path.read_text() for path in kit.rglob("*") if path.suffix in (".py", ".md", ".ipynb")}
    answers = ("2 * x * dY", 'of_square(of_softmax(dY)["x"])', "one-factor-only", "x.square()", "return 2 * x")
    assert not [(path, line) for path, text in texts.items() for line in answers if line in text]
    assert "## square" in texts[kit / "exercises" / PART / "README.md"]
    answer(kit / "exercises" / PART, "square", pack.solution("square"))
    done = run("check", "square", cwd=kit, PYTHONPATH=str(kit))
    assert done.returncode == 0 and "passed" in done.stdout, done.stdout + done.stderr


def test_help_says_how_a_pack_is_named(tmp_path):
    assert "--pack DIR COMMAND" in run("--help", cwd=tmp_path).stdout
