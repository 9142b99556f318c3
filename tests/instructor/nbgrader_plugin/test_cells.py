"""Whatever was done to a notebook's cells: what was answered is graded, and what is no notebook is reported by name."""

import copy

import pytest

from grader.course import registry
from grader.instructor.notebooks.source_notebook import MARKS
from tests.instructor.nbgrader_plugin.conftest import (
    PART,
    cell_of,
    hand_in,
    nbgrader,
    needs_a_sandbox,
    released,
    source_of,
)
from tests.instructor.nbgrader_plugin.gradebook import scores, state

FULL = {name: registry.entry(name).points for name in registry.names(PART)}
NONE = dict.fromkeys(FULL, 0.0)


def duplicated(notebook, stubs):
    """The solved cell first, and a copy of the stub's after it."""
    notebook["cells"].append(copy.deepcopy(cell_of(stubs, "layer_norm")))
    return notebook, FULL


def written_twice(notebook, stubs):
    """Two versions that somebody wrote: the last counts."""
    other = copy.deepcopy(cell_of(notebook, "embedding"))
    other["source"] = "%%exercise embedding\ndef embedding(W_e, ids):\n    return None\n"
    notebook["cells"].append(other)
    return notebook, FULL | {"embedding": 0.0}


def deleted(notebook, stubs):
    gone = ("setup", "lm_head", "embedding-check", "embedding" + MARKS, "derivation")
    notebook["cells"] = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in gone]
    return notebook, FULL | {"lm_head": None}  # it was not found: a person decides


def retyped(notebook, stubs):
    cell_of(notebook, "layer_norm")["cell_type"] = "raw"
    for grade_id in ("embedding", "lm_head" + MARKS):
        cell = cell_of(notebook, grade_id)
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]
    cell_of(notebook, "derivation").update(cell_type="code", outputs=[], execution_count=None)
    return notebook, FULL


def reordered(notebook, stubs):
    notebook["cells"].reverse()
    return notebook, FULL


def flags_edited(notebook, stubs):
    for cell in notebook["cells"]:
        flags = cell["metadata"].get("nbgrader")
        if flags:
            flags.update(grade=not flags["grade"], solution=True, locked=False, points=1000, task=True)
            flags.update(schema_version=99, checksum="0", cell_type="markdown")
    return notebook, FULL


def metadata_lost(notebook, stubs):
    """Copied into a new notebook: the cells know themselves by their first line."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return notebook, FULL


def strange_metadata(notebook, stubs):
    cell_of(notebook, "embedding")["source"] += "\n# half a pair: \ud83d"
    for at, cell in enumerate(notebook["cells"]):
        if "nbgrader" not in cell["metadata"]:
            cell["metadata"] = [None, 3, "x", {"nbgrader": []}, {"nbgrader": {"grade_id": 7}}][at % 5]
    notebook["cells"] += [None, 3, "cell", {}, {"source": 5}, {"source": ["a", None]}]
    notebook["metadata"], notebook["nbformat"] = None, "four"
    return notebook, FULL


def marks_forged(notebook, stubs):
    """Stubs, with points written into the cells that have them and outputs that say so."""
    for name in FULL:
        cell = cell_of(stubs, name + MARKS)
        cell["source"] = "1000.0"
        result = {"output_type": "execute_result", "data": {"text/plain": ["1000.0"]}, "metadata": {}}
        cell["outputs"] = [result | {"execution_count": 1}]
    return stubs, NONE


def unsolved(notebook, stubs):
    return stubs, NONE


def solved(notebook, stubs):
    return notebook, FULL


def lines(notebook, stubs):
    """Jupyter saves a source as a list of lines, and takes a magic after blank ones."""
    cell_of(notebook, "lm_head")["source"] = "\n \n" + cell_of(notebook, "lm_head")["source"]
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return notebook, FULL


KINDS = (
    solved,
    unsolved,
    lines,
    duplicated,
    written_twice,
    deleted,
    retyped,
    reordered,
    flags_edited,
    metadata_lost,
    strange_metadata,
    marks_forged,
)

UNREADABLE = {
    "not_json": (b"{nope", "not JSON"),
    "binary": (bytes(range(256)), "not JSON"),
    "deep": (b"[" * 200_000, "not JSON"),
    "empty": (b"", "not JSON"),
    "a_list": (b"[1, 2]", "no cells"),
    "no_cells": (b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "no cells"),
    "another": (b'{"cells": [{"cell_type": "code", "source": "x"}], "nbformat": 4}', "another assignment"),
}


@pytest.fixture(scope="module")
def graded(base, tmp_path_factory):
    """One class, graded in one run: the course, and nbgrader's exit code."""
    needs_a_sandbox()
    import shutil

    course = shutil.copytree(base, tmp_path_factory.mktemp("cells") / "course")
    for kind in KINDS:
        hand_in(course, kind.__name__, kind(source_of(course), released(course))[0])
    for student, (content, _) in UNREADABLE.items():
        hand_in(course, student, content)
    return course, nbgrader(course, "autograde", PART)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_was_answered_is_graded(graded, kind):
    course, _ = graded
    assert scores(course, kind.__name__) == kind(source_of(course), released(course))[1]


@pytest.mark.parametrize("student", UNREADABLE)
def test_what_is_no_notebook_has_a_state_of_its_own_and_no_score(graded, student):
    course, code = graded
    assert code == 1
    assert state(course, student).startswith("not graded: ") and UNREADABLE[student][1] in state(course, student)
    assert set(scores(course, student).values()) == {None}
    assert not (course / "autograded" / student).exists() or not list((course / "autograded" / student).iterdir())


def test_the_notebook_of_another_part_is_another_assignment(course):
    hand_in(course, "eve", source_of(course, "part04_loss"))
    assert nbgrader(course, "autograde", PART) == 1
    assert "another assignment" in state(course, "eve")
