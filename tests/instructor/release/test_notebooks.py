"""Notebooks and the course folder: the same each time, the course's own stubs, and a pleasure in Jupyter."""

import copy
import json
import os
import stat
import sys
from pathlib import Path

import nbformat
import pytest

from grader.course import registry
from grader.course.stubs import cut_solution, solution_text, stub
from grader.errors import BadInput
from grader.instructor.assignments import whole_part
from grader.instructor.course_secret import assignment_seed, course_secret
from grader.instructor.notebooks.chapter_cells import as_cell
from grader.instructor.notebooks.chapter_cells import cells as chapter_cells
from grader.instructor.notebooks.source_notebook import (
    MARKS,
    as_source,
    as_text,
    release_notebook,
    source_notebook,
)
from grader.instructor.release.course_folder import release_course

PARTS = registry.parts()


def cells(notebook):
    return {c["metadata"]["nbgrader"]["grade_id"]: c for c in notebook["cells"] if "nbgrader" in c["metadata"]}


@pytest.mark.parametrize("part", PARTS)
def test_a_source_notebook_has_every_exercise_with_its_points(part):
    notebook = source_notebook(whole_part(part))
    nbformat.validate(nbformat.from_dict(notebook))
    found = cells(notebook)
    for name in registry.names(part):
        assert as_text(found[name]["source"]) == solution_text(name)
        assert found[name + MARKS]["metadata"]["nbgrader"]["points"] == registry.entry(name).points
        assert "### BEGIN HIDDEN TESTS" in found[name + MARKS]["source"]


@pytest.mark.parametrize("part", PARTS)
def test_every_section_of_the_chapter_is_in_its_notebook(part):
    assert set(chapter_cells(part)) == {"", *registry.names(part)}
    assert all(len(text) > 100 for text in chapter_cells(part).values())


def test_two_releases_are_the_same_to_the_byte(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        release_course(folder, ["05", "06"], "5" * 32)
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) == 5
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in files)


def test_nbgraders_release_has_the_courses_own_stubs(tmp_path, monkeypatch):
    pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[instructor]'")
    from tests.instructor.nbgrader_plugin.conftest import nbgrader

    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    for folder in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(folder, str(tmp_path / "jupyter"))
    release_course(tmp_path / "course", ["part08_autograd"])
    assert nbgrader(tmp_path / "course", "generate_assignment", "part08_autograd") == 0
    path = tmp_path / "course" / "release" / "part08_autograd" / "part08_autograd.ipynb"
    made, ours = (
        cells(notebook) for notebook in (json.loads(path.read_text()), release_notebook(whole_part("part08_autograd")))
    )
    made = {grade_id: "".join(cell["source"]) for grade_id, cell in made.items()}
    assert as_text(made["Tensor"]) == stub("part08_autograd", "Tensor")
    assert made == {grade_id: cell["source"] for grade_id, cell in ours.items()}


def test_a_course_keeps_its_secret_to_itself_and_what_was_changed(tmp_path):
    release_course(tmp_path, ["01"])
    secret = course_secret(tmp_path)
    assert len(secret) == 32 and stat.S_IMODE((tmp_path / ".grader" / "secret").stat().st_mode) == 0o600
    config = tmp_path / "nbgrader_config.py"
    changed = tmp_path / "source" / "part01_calculus" / "part01_calculus.ipynb"
    for file in (config, changed):
        file.write_text("# mine\n")
    writing = release_course(tmp_path, ["01"]).folder
    assert course_secret(tmp_path) == secret and writing.written == [changed]
    assert writing.kept[changed].read_text() == config.read_text() == "# mine\n"
    assert not any("1" in path.suffix for path in (tmp_path / "source").rglob("*"))  # nbgrader would hand it out


@pytest.mark.parametrize("text", ["0", "x" * 32, "", "abcdef"])
def test_a_bad_secret_is_refused(tmp_path, text):
    release_course(tmp_path, ["01"])
    (tmp_path / ".grader" / "secret").write_text(text)
    with pytest.raises(BadInput, match="32 hexadecimal digits"):
        course_secret(tmp_path)


def test_seeds_of_assignments_and_students_are_apart_and_of_128_bits():
    of = [(b"a", "x"), (b"b", "x"), (b"a", "y"), (b"a", "x", "ada"), (b"a", "x", "bob"), (b"a", "xada")]
    seeds = {assignment_seed(*each) for each in of}
    assert len(seeds) == len(of) and all(2**100 < seed < 2**128 for seed in seeds)


def test_an_unknown_part_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"no part '99'.*part01_calculus"):
        release_course(tmp_path, ["99"])


def test_figures_links_and_formulas_are_as_jupyter_shows_them(tmp_path):
    (tmp_path / "a.svg").write_text("<svg/>")
    text = as_cell("![A](a.svg) [x](https://x.org) [y](#y)\n\n```math\nx^2\n```\n", tmp_path)
    assert "![A](data:image/svg+xml;base64,PHN2Zy8+) [x](https://x.org) [y](#y)" in text and "$$\nx^2\n$$" in text
    for text in chapter_cells("part05_normalization").values():
        assert "```math" not in text and "](../part" not in text


# --- in Jupyter


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A student's folder: a notebook's kernel starts in its `notebooks`, and works on its `exercises`."""
    part = "part03_linear_algebra"
    for name in ("relu", "scale"):
        file = tmp_path / "exercises" / part / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(stub(part, name))
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    return tmp_path


SCALE = "".join(line for line in solution_text("scale").splitlines(True) if "### " not in line)


def short(notebook, *names):
    """The notebook's first cell and those of some exercises."""
    wanted = {"setup"} | {name + what for name in names for what in ("", "-check", MARKS)}
    kept = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") in wanted]
    return nbformat.from_dict(notebook | {"cells": copy.deepcopy(kept)})


def test_a_notebook_works_on_the_same_files_as_a_terminal(workspace):
    """One kernel for it all: its start is what costs."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install -e '.[instructor]'")
    part = "part03_linear_algebra"
    notebook = short(release_notebook(whole_part(part)), "relu", "scale")
    by_id = cells(notebook)
    by_id["scale"].source = as_source("scale", SCALE)
    written = by_id["relu"].source.replace("raise NotImplementedError(", "raise NotImplementedError('mine',")
    notebook.cells += [
        nbformat.v4.new_code_cell("scale"),
        nbformat.v4.new_code_cell(written),
        nbformat.v4.new_code_cell('hint("relu")'),
        nbformat.v4.new_code_cell("%%exercise nonsense\nx = 1"),
        nbformat.v4.new_code_cell("%%exercise reshape\nimport torch"),
    ]
    client = nbclient.NotebookClient(
        notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(workspace / "notebooks")}}
    )
    client.execute()
    told = {at: shown(cell) for at, cell in enumerate(notebook.cells)}
    setup, scale, scale_check, scale_marks, relu, relu_check, relu_marks, *rest = told.values()
    name, mine, hint, nonsense, torch = rest
    assert setup == relu == scale == scale_marks == mine == ""
    assert "relu  not written yet" in relu_check and relu_check.endswith("relu has not passed.")
    assert relu_marks == 'relu has not passed: check("relu") says why.'
    assert "scale  passed" in scale_check and "function" in name
    assert (workspace / "exercises" / part / "scale.py").read_text() == SCALE
    assert "'mine'" in (workspace / "exercises" / part / "relu.py").read_text()
    assert "hint 1 of 3" in hint and "There is no exercise 'nonsense'" in nonsense and "torch" in torch
    assert not any("Traceback" in text for text in told.values())


def test_nbgraders_validate_names_what_does_not_pass(workspace):
    validator = pytest.importorskip(
        "nbgrader.validator", reason="nbgrader is not installed: pip install -e '.[instructor]'"
    )
    notebook = short(release_notebook(whole_part("part03_linear_algebra")), "relu", "scale")
    cells(notebook)["scale"].source = as_source("scale", SCALE)
    path = workspace / "notebooks" / "mine.ipynb"
    nbformat.write(notebook, path)
    failed = validator.Validator().validate(str(path))["failed"]
    assert [cell["source"].splitlines()[-1] for cell in failed] == ['passed("relu")']
    assert failed[0]["error"].startswith("relu has not passed")


def shown(cell):
    """What a reader sees under a cell."""
    texts = [o.get("text") or "\n".join(o.get("traceback", [])) or o["data"]["text/plain"] for o in cell.outputs]
    return "".join(texts).strip()


def test_work_done_elsewhere_is_not_lost_to_a_cell(workspace, monkeypatch):
    from grader.cli import notebook_magic as jupyter

    part = "part03_linear_algebra"
    file = workspace / "exercises" / part / "relu.py"
    monkeypatch.setattr("grader.paths.workspace", lambda: workspace)
    monkeypatch.setattr(jupyter, "workspace", lambda: workspace)
    file.write_text(solution_text("relu"))
    jupyter._run_exercise_cell("relu", cut_solution(solution_text("relu"), "relu"))
    assert file.read_text() == solution_text("relu"), "a stub's cell leaves written work alone"
    jupyter._run_exercise_cell("relu", "def relu(x):\n    return 1\n")
    assert file.read_text() == "def relu(x):\n    return 1\n"
    assert file.with_name("relu.py.1").read_text() == solution_text("relu")
    jupyter._run_exercise_cell("relu", "def relu(x):\n    return 2\n")
    assert not file.with_name("relu.py.2").exists(), "what the notebook wrote itself needs no copy"


def test_a_source_notebooks_cells_leave_the_exercises_alone(workspace, monkeypatch, capsys):
    from grader.cli import notebook_magic as jupyter

    monkeypatch.setattr("grader.paths.workspace", lambda: workspace)
    monkeypatch.setattr(jupyter, "_source_cells", {})
    jupyter._run_exercise_cell("relu", solution_text("relu"))
    jupyter.check("relu", seed=7)
    assert "relu  passed" in capsys.readouterr().out
    jupyter._run_exercise_cell("relu", solution_text("relu").replace("x > 0", "x > 1"))
    with pytest.raises(jupyter.CellStop, match="has not passed"):
        jupyter.passed("relu")
    file = workspace / "exercises" / "part03_linear_algebra" / "relu.py"
    assert file.read_text() == stub("part03_linear_algebra", "relu")
