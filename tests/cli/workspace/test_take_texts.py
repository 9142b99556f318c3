"""Work comes out of a zip into a workspace: what was written, and nothing that stood there is lost."""

import zipfile

import pytest

from grader.cli.workspace.take_texts import texts_in_zip, write_texts
from grader.course.stubs import stub
from grader.errors import BadInput
from grader.paths import solution_file

PLACE = "exercises/part01_calculus/squared_error.py"
RIGHT = solution_file("part01_calculus", "squared_error").read_text()
STUB = stub("part01_calculus", "squared_error")


def packed(path, files):
    with zipfile.ZipFile(path, "w") as out:
        for name, text in files.items():
            out.writestr(name, text)
    return path


@pytest.mark.parametrize("above", ["", "my-gpt2/"])
def test_written_exercises_are_found_wherever_the_workspace_lies(tmp_path, above):
    other = "exercises/part01_calculus/central_difference.py"
    files = {above + PLACE: RIGHT, above + other: stub("part01_calculus", "central_difference"), "notes.txt": "x"}
    assert texts_in_zip(packed(tmp_path / "work.zip", files)) == {"squared_error": RIGHT}


@pytest.mark.parametrize(
    "content, words",
    [(b"PK, but no zip", "cannot be read as a zip"), (None, "does not exist")],
    ids=["no zip", "missing"],
)
def test_what_is_no_zip_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "work.zip"
    if content:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        texts_in_zip(path)


def test_cut_download_is_refused_in_words(tmp_path):
    path = packed(tmp_path / "work.zip", {PLACE: RIGHT})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BadInput, match="Download it again"):
        texts_in_zip(path)


@pytest.mark.parametrize(
    "name", ["readme.md", "exercises/part01_calculus/other.py", "exercises/part99_x/squared_error.py"]
)
def test_zip_of_something_else_is_refused_in_words(tmp_path, name):
    with pytest.raises(BadInput, match="no exercises"):
        texts_in_zip(packed(tmp_path / "work.zip", {name: "x = 1"}))


def test_text_that_stood_there_is_kept_and_a_stub_is_not(tmp_path):
    path = tmp_path / PLACE
    path.parent.mkdir(parents=True)
    path.write_text(STUB)
    assert write_texts(tmp_path, {"squared_error": RIGHT}) == [] and path.read_text() == RIGHT
    (copy,) = write_texts(tmp_path, {"squared_error": RIGHT + "\n# later\n"})
    assert copy.read_text() == RIGHT and path.read_text().endswith("# later\n")
