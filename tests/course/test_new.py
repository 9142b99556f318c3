"""`grader new` writes all that an exercise takes, marks what is left to do, and overwrites nothing."""

import re

import pytest

from grader.course.new_exercise import PART as PART_NAME
from grader.course.new_exercise import new_exercise, todo_marks, with_name
from grader.errors import BadInput
from grader.paths import COURSE
from tests.course.tiny_pack import run, without_marks

PART, NAME = "part16_modern", "demo_norm"
FILES = {
    f"course/{PART}/__init__.py",
    f"course/{PART}/{NAME}/entry.py",
    f"course/{PART}/{NAME}/explained.py",
    f"course/{PART}/{NAME}/clauses.py",
    f"course/{PART}/{NAME}/formulas.py",
    f"course/{PART}/{NAME}/alternatives.py",
    f"solutions/{PART}/{NAME}.py",
    f"reference/{PART}/{NAME}.py",
    f"exercises/{PART}/README.md",
    f"exercises/{PART}/{NAME}.py",
}


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*.*") if "__pycache__" not in path.parts
    }


def test_new_then_filled_in_then_nothing_is_left_to_do(tmp_path):
    pytest.importorskip("torch", reason="PyTorch is not installed: `make test` installs it")
    (tmp_path / "exercises").mkdir()  # a workspace, so that nothing is written to the clone's
    done = run("new", PART, NAME, "--pack", "mine", "--title", "A demonstration", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = files(tmp_path / "mine")
    assert made.keys() == FILES | {f"reference/{PART}/{NAME}.npz", f"course/{PART}/{NAME}/first_refusals.json"}
    assert all(f"mine/{name}" in done.stdout for name in made)
    assert "Next: grader --pack mine dev check demo_norm" in done.stdout
    before = run("--pack", "mine", "dev", "check", NAME, cwd=tmp_path)
    told = int(re.search(r"with (\d+) things to do", done.stdout)[1])
    assert before.returncode == 1 and f"✗ {NAME}: {told} things to do" in before.stdout, before.stdout
    without_marks(tmp_path / "mine")
    assert run("--pack", "mine", "dev", "stubs", NAME, cwd=tmp_path).returncode == 0
    after = run("--pack", "mine", "dev", "check", NAME, cwd=tmp_path)
    assert after.returncode == 0 and f"✓ {NAME}: nothing left to do" in after.stdout, after.stdout
    hint = run("--pack", "mine", "hint", NAME, cwd=tmp_path)
    assert hint.returncode == 0 and "hint 1 of 3" in hint.stdout


def test_a_second_exercise_is_added_to_the_part(tmp_path):
    for name in ("first", "second"):
        new_exercise(PART, name, tmp_path).write()
    init = (tmp_path / "course" / PART / "__init__.py").read_text()
    assert init.endswith('ORDER = (\n    "first",\n    "second",\n)\n') and init.count("TITLE") == 1
    chapter = (tmp_path / "exercises" / PART / "README.md").read_text()
    assert re.findall("^#+ .*", chapter, re.MULTILINE) == ["# Part 16: Modern", "## first", "## second"]


def test_every_mark_has_a_line_of_its_own_and_a_task(tmp_path):
    exercise = new_exercise(PART, NAME, tmp_path)
    exercise.write()
    for path in exercise.written:
        lines = path.read_text().splitlines()
        marks = [mark for name in (NAME, PART) for mark in todo_marks(path, name)]
        assert len(marks) == path.read_text().count("TODO")
        for mark in marks:
            assert lines[mark.line - 1].strip().startswith(("# TODO", "<!-- TODO")) and len(mark.what) > 10
            assert len(lines[mark.line - 1]) <= 120


def test_lines_of_the_skeleton_are_short(tmp_path):
    exercise = new_exercise(PART, "grouped_query_attention", tmp_path)
    exercise.write()
    assert not [line for path in exercise.written for line in path.read_text().splitlines() if len(line) > 120]


def test_order_keeps_what_stands_around_it():
    text = '"""Part."""\n\nTITLE = "T"\nORDER = (\n    "a",\n    "b",\n)\nMORE = 1\n'
    assert with_name(text, "c") == text.replace('    "b",\n', '    "b",\n    "c",\n')


@pytest.mark.parametrize(
    "part, name, words",
    [
        ("part05_normalization", "layer_norm", "There is an exercise layer_norm already, in part05_normalization"),
        (PART, "softmax", "There is an exercise softmax already, in part04_loss"),
        (PART, "3d", "cannot be an exercise"),
        (PART, "lambda", "cannot be an exercise"),
        (PART, "_hidden", "cannot be an exercise"),
        (PART, "a-b", "cannot be an exercise"),
        (PART, "../up", "cannot be an exercise"),
        ("part5_short", NAME, "cannot be a part"),
        ("norms", NAME, "cannot be a part"),
        ("part16_../up", NAME, "cannot be a part"),
        ("part05_normalization", NAME, "belongs to the course. A pack has parts of its own"),
    ],
)
def test_what_cannot_be_is_refused_in_words(tmp_path, part, name, words):
    with pytest.raises(BadInput, match=re.escape(words)):
        new_exercise(part, name, tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_what_exists_is_not_overwritten(tmp_path):
    path = tmp_path / "solutions" / PART / f"{NAME}.py"
    path.parent.mkdir(parents=True)
    path.write_text("mine = 1\n")
    with pytest.raises(BadInput, match="exists, and nothing is overwritten"):
        new_exercise(PART, NAME, tmp_path).write()
    assert path.read_text() == "mine = 1\n" and files(tmp_path).keys() == {f"solutions/{PART}/{NAME}.py"}


def test_refusals_leave_with_exit_code_2(tmp_path):
    done = run("new", "part05_normalization", "layer_norm", cwd=tmp_path)
    assert done.returncode == 2 and "There is an exercise layer_norm already" in done.stderr
    assert run("new", PART, cwd=tmp_path).returncode == 2


def test_without_a_pack_it_goes_into_the_course():
    exercise = new_exercise("part05_normalization", NAME)
    assert exercise.root.folder == COURSE and exercise.title == "Demo norm"
    assert exercise.stub == COURSE / "exercises" / "part05_normalization" / f"{NAME}.py"


def test_parts_of_the_course_are_named_as_parts_are():
    assert all(PART_NAME.fullmatch(path.name) for path in (COURSE / "grader" / "course").glob("part*"))
