"""Reading submissions: which files are found, and what is reported of those that cannot be read."""

import json
import os

import pytest

from grader.course.stubs import stub
from grader.errors import BadInput
from grader.instructor.batch.submissions import MAX_FILE_BYTES, read_hand_in, stray_files, student_folders
from grader.instructor.notebooks.source_notebook import as_source
from tests.instructor.batch.conftest import key


def cell(name, source, kind="code", **flags):
    return {"cell_type": kind, "metadata": {"nbgrader": {"grade_id": name} | flags}, "source": source}


def notebook(*cells):
    return json.dumps({"cells": [*cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize("below", ["", "exercises", "gpt2-main", "gpt2-main/exercises"])
def test_a_tree_is_found(classroom, below):
    classroom.submit("ann", below, matmul="a = 1\n")
    found = read_hand_in(classroom.folder / "ann")
    assert found.files == {"part03_linear_algebra.matmul": "a = 1\n"} and not found.unreadable
    assert found.locations["part03_linear_algebra.matmul"] == f"{below}/{key('matmul')}".lstrip("/")


def test_helpers_beside_the_exercises_are_taken_along(classroom):
    classroom.submit("ann", matmul="from .mine import f\n")
    (classroom.folder / "ann" / "part03_linear_algebra" / "mine.py").write_text("f = 1\n")
    assert "part03_linear_algebra.mine" in read_hand_in(classroom.folder / "ann").files


def test_a_notebook_in_a_folder_that_is_named_as_a_part_is_found(classroom):
    """As nbgrader keeps submissions of the course's own assignments: STUDENT/part03_linear_algebra/….ipynb."""
    folder = classroom.folder / "ann" / "part03_linear_algebra"
    folder.mkdir(parents=True)
    (folder / "part03_linear_algebra.ipynb").write_text(notebook(cell("matmul", "a = 1\n")))
    found = read_hand_in(classroom.folder / "ann")
    assert found.files == {"part03_linear_algebra.matmul": "a = 1\n"} and not found.unreadable


def test_two_trees_are_refused_by_name(classroom):
    classroom.submit("ann", "one", matmul="a = 1\n")
    classroom.submit("ann", "two", matmul="a = 2\n")
    assert "one and two" in read_hand_in(classroom.folder / "ann").unreadable


def test_an_empty_submission_is_refused(classroom):
    (classroom.folder / "ann").mkdir()
    assert "neither" in read_hand_in(classroom.folder / "ann").unreadable


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe", "not UTF-8"), (b" \n", "is empty"), (b"#" * (MAX_FILE_BYTES + 1), "more than 1 MiB")],
)
def test_a_file_that_cannot_be_read_costs_only_itself(classroom, content, said):
    classroom.submit("ann", matmul=content, relu="# right\n")
    found = read_hand_in(classroom.folder / "ann")
    fault = found.faults["part03_linear_algebra.matmul"]
    assert said in fault.message and not fault.is_grader_error and str(classroom.root) not in fault.message
    classroom.grade()
    states = {item.name: item.state for item in classroom.results["ann"].exercises}
    assert states == {"matmul": "failed", "relu": "passed", "linear": "missing"}


def test_a_link_out_of_the_submission_is_not_followed(classroom):
    classroom.submit("bob", matmul="# right\n")
    classroom.submit("ann", relu="# right\n")
    (classroom.folder / "ann" / key("matmul")).symlink_to(classroom.folder / "bob" / key("matmul"))
    (classroom.folder / "ann" / key("linear")).symlink_to("linear.py")
    found = read_hand_in(classroom.folder / "ann")
    assert "is a link out" in found.faults["part03_linear_algebra.matmul"].message
    assert "part03_linear_algebra.linear" not in found.files


def test_a_part_that_is_a_link_out_is_not_followed(classroom):
    classroom.submit("bob", matmul="# right\n")
    (classroom.folder / "ann").mkdir()
    (classroom.folder / "ann" / "part03_linear_algebra").symlink_to(classroom.folder / "bob" / "part03_linear_algebra")
    assert not read_hand_in(classroom.folder / "ann").files


def test_a_notebook_that_is_a_link_to_itself_is_reported(classroom):
    (classroom.folder / "ann").mkdir()
    (classroom.folder / "ann" / "a.ipynb").symlink_to("a.ipynb")
    assert "no regular file" in read_hand_in(classroom.folder / "ann").unreadable


def test_a_pipe_does_not_hold_the_class_up(classroom):
    classroom.submit("ann", relu="# right\n")
    os.mkfifo(classroom.folder / "ann" / key("matmul"))
    assert "no regular file" in read_hand_in(classroom.folder / "ann").faults["part03_linear_algebra.matmul"].message


def test_solution_cells_are_taken_by_grade_id(classroom):
    where = classroom.folder / "ann" / "part03"
    where.mkdir(parents=True)
    cells = [
        cell("relu", ["%%exercise relu\n", "a = 1\n"], kind="markdown", solution=False, locked=True),
        cell("matmul", "b = 2"),
        cell("matmul", as_source("matmul", stub("part03_linear_algebra", "matmul"))),
        {"cell_type": "code", "source": "loose"},
        cell("no-such-exercise", "c = 3"),
    ]
    (where / "part03.ipynb").write_text(notebook(*cells))
    found = read_hand_in(classroom.folder / "ann")
    assert found.files == {"part03_linear_algebra.relu": "a = 1\n", "part03_linear_algebra.matmul": "b = 2\n"}
    assert found.locations["part03_linear_algebra.relu"] == "part03/part03.ipynb, cell relu"


def test_a_notebook_that_cannot_be_read_leaves_the_others(classroom):
    where = classroom.folder / "ann"
    where.mkdir()
    (where / "a.ipynb").write_text("{")
    (where / "b.ipynb").write_text(notebook(cell("relu", "# right")))
    found = read_hand_in(where)
    assert [*found.files] == ["part03_linear_algebra.relu"] and "a.ipynb: the notebook is not JSON" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "not JSON"), ("[]", "no cells"), ('{"cells": []}', "no cells"),
     ('{"cells": [3, null, {}]}', "something else"), (notebook(cell("other", "x")), "something else"),
     ("[" * 100_000, "not JSON")],
)  # fmt: skip
def test_a_notebook_of_nothing_is_reported(classroom, text, said):
    (classroom.folder / "ann").mkdir()
    (classroom.folder / "ann" / "a.ipynb").write_text(text)
    assert said in read_hand_in(classroom.folder / "ann").unreadable
    classroom.submit("bob", relu="# right\n")
    classroom.grade()
    assert classroom.results["ann"].state == "unreadable" and classroom.results["bob"].exercises[1].state == "passed"


def test_one_exercise_in_two_notebooks_is_not_guessed(classroom):
    (classroom.folder / "ann").mkdir()
    for name in ("a", "b"):
        (classroom.folder / "ann" / f"{name}.ipynb").write_text(notebook(cell("relu", name)))
    found = read_hand_in(classroom.folder / "ann")
    assert not found.files and "two notebooks" in found.faults["part03_linear_algebra.relu"].message


def test_notebooks_beside_a_tree(classroom):
    classroom.submit("ann", relu="# tree\n")
    (classroom.folder / "ann" / "a.ipynb").write_text(notebook(cell("relu", "# book")))
    found = read_hand_in(classroom.folder / "ann")
    assert found.files["part03_linear_algebra.relu"] == "# tree\n" and "were not read" in found.notes[0]
    found = read_hand_in(classroom.folder / "ann", prefer_notebooks=True)
    assert found.files["part03_linear_algebra.relu"] == "# book\n"


def test_half_a_surrogate_pair_is_no_trouble(classroom):
    (classroom.folder / "ann").mkdir()
    (classroom.folder / "ann" / "a.ipynb").write_text(notebook(cell("relu", "# right \ud800")))
    classroom.grade()
    assert classroom.results["ann"].exercises[1].state == "passed"


def test_a_class_without_submissions_is_refused(tmp_path):
    with pytest.raises(BadInput, match="is no folder"):
        student_folders(tmp_path / "nothing")
    (tmp_path / "ann.zip").write_text("")
    with pytest.raises(BadInput, match="holds no folders"):
        student_folders(tmp_path)
    assert stray_files(tmp_path) == ["ann.zip"]
