import nbformat
import pytest

from grader.course.stubs import solution_text
from tests.website.conftest import chromium  # noqa: F401 (a fixture of the tests here)

LOAD = "%load_ext grader.cli.notebook_magic"
TWICE = ("dx = dY @ W.T", "dx = 2 * dY @ W.T")


def answer(name, *change):
    """The cell of a solution, one text in it changed."""
    text = "".join(line for line in solution_text(name).splitlines(True) if " SOLUTION" not in line)
    if change:
        assert change[0] in text
        text = text.replace(*change)
    return f"%%exercise {name}\n{text}"


def notebook(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (LOAD, *sources)])


def run(notebook, folder):
    """Run a notebook in a folder; return each cell's outputs."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install -e '.[instructor]'")
    place = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, timeout=60, allow_errors=True, resources=place).execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The folder notebooks/ of a workspace whose every exercise is a stub."""
    from grader.cli.commands.init import init_

    monkeypatch.chdir(tmp_path)
    init_(tmp_path / "work")
    folder = tmp_path / "work" / "notebooks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
