"""Notebooks as students write them: what the notebook as a whole defines is what is judged."""

import copy
import json
import textwrap

import pytest

from grader.course import registry
from grader.instructor.assignments import whole_part
from grader.instructor.notebooks.answers import answers
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from grader.instructor.notebooks.source_notebook import as_text, release_notebook, source_notebook, stub_source
from grader.judge.grade_files import grade_files
from tests.instructor.nbgrader_plugin.conftest import EARLIER, cell_of

STUBS = {name: stub_source(name) for name in registry.names(EARLIER)}
SOFTMAX = (
    "import numpy as np\n\n{above}"
    "def softmax(x):\n{inside}"
    "    {p} = {exp}(x - x.max(-1, keepdims=True))\n"
    "    p = p / p.sum(-1, keepdims=True)\n"
    "    return p, lambda dp: {{'x': p * (dp - (p * dp).sum(-1, keepdims=True))}}\n{below}"
)
FUTURE = "from __future__ import annotations, division\n"
HELPER = "import numpy as np\ndef exponential(x):\n    return np.exp(x)"


def softmax(above="", inside="", exp="np.exp", below=""):
    return SOFTMAX.format(above=above, inside=inside, exp=exp, below=below, p="p")


def code(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def notebook(own, *, before=(), after=(), far=()):
    """A notebook of stubs with an answer to softmax, and cells of the student's own around it and at the end."""
    made = release_notebook(whole_part(EARLIER))
    cells, cell = made["cells"], cell_of(made, "softmax")
    if own is None:
        cells.remove(cell)
        at = cells.index(cell_of(made, "softmax-check"))
    else:
        cell["source"] = own
        at = cells.index(cell) + 1
        cells[at - 1 : at - 1] = map(code, before)
        at += len(before)
    cells[at:at] = map(code, after)
    return [*cells, *map(code, far)]


CELLS = {
    "a_helper_above": notebook("%%exercise softmax\n" + softmax(exp="exponential"), before=[HELPER]),
    "a_helper_below": notebook("%%exercise softmax\n" + softmax(exp="exponential"), after=[HELPER]),
    "a_helper_at_the_end": notebook("%%exercise softmax\n" + softmax(exp="exponential"), far=[HELPER]),
    "a_helper_of_a_helper": notebook(
        "%%exercise softmax\n" + softmax(exp="outer"),
        before=["def outer(x):\n    return exponential(x) * ONE\n", "ONE = 1.0\n" + HELPER],
    ),
    "the_answer_in_another_cell": notebook(STUBS["softmax"], after=[softmax()]),
    "the_cell_gone": notebook(None, after=[softmax()]),
    "without_the_magic": notebook(softmax()),
    "all_of_numpy": notebook("%%exercise softmax\n" + softmax(above="from numpy import *\n\n", exp="exp")),
    "all_of_numpy_in_another_cell": notebook(
        "%%exercise softmax\n" + softmax(exp="exp").replace("import numpy as np\n", ""), before=["from numpy import *"]
    ),
    "a_question": notebook("%%exercise softmax\nname = input('Your name: ')\n" + softmax()),
    "magics": notebook("%%exercise softmax\n%matplotlib inline\n!pip install numpy\n" + softmax()),
    "timed": notebook("%%time\n" + softmax()),
    "leftovers": notebook(
        "%%exercise softmax\n" + softmax(below="print(softmax(np.ones(3)))\nassert softmax(np.ones(3))[0].sum() == 2\n")
    ),
    "async": notebook("%%exercise softmax\n" + softmax(below="async def fetch():\n    return 1\nawait fetch()\n")),
    "an_await_in_another_cell": notebook("%%exercise softmax\n" + softmax(), before=["await fetch()"]),
    "captured": notebook("%%capture out\n%%exercise softmax\n" + softmax()),
    "from_future_below_a_magic": notebook(f"%%exercise softmax\n%matplotlib inline\n{FUTURE}" + softmax()),
    "from_future_below_an_import": notebook("%%exercise softmax\n" + softmax(above=FUTURE)),
    "from_future_twice": notebook(
        f"%%exercise softmax\n'Mine.'\n{FUTURE}" + softmax(exp="exponential"), before=[FUTURE + HELPER]
    ),
    "tabs": notebook("%%exercise softmax\n" + softmax().replace("    ", "\t")),
    "windows_line_ends": notebook(("%%exercise softmax\n" + softmax()).replace("\n", "\r\n")),
    "indented_as_a_whole": notebook("%%exercise softmax\n" + textwrap.indent(softmax(), "    ")),
    "a_counter_in_another_cell": notebook(
        "%%exercise softmax\n" + softmax(inside="    global calls\n    calls += 1\n"), before=["calls = 0"]
    ),
    "of_nbformat_4_0": [
        {k: v for k, v in c.items() if k != "id"} for c in notebook("%%exercise softmax\n" + softmax())
    ],
    "cell_ids_twice": [c | {"id": "same"} for c in notebook("%%exercise softmax\n" + softmax())],
    "saved_by_colab": [
        c | {"metadata": c["metadata"] | {"id": "x", "colab": {}, "vscode": {"languageId": "python"}}}
        for c in notebook("%%exercise softmax\n" + softmax())
    ],
    "without_any_metadata": [c | {"metadata": {}} for c in notebook("%%exercise softmax\n" + softmax())],
    "plots_and_input": notebook(
        "%%exercise softmax\n" + softmax(below="plt.show()\ninput()\n"), after=["import matplotlib.pyplot as plt"]
    ),
    "a_broken_scratch_cell": notebook("%%exercise softmax\n" + softmax(), before=["x = (", "1 / 0"]),
    "an_older_version_above": notebook("%%exercise softmax\n" + softmax(), before=["def softmax(x):\n    return None"]),
    "the_last_before_the_tests": notebook("%%exercise softmax\ndef softmax(x):\n    return 1", after=[softmax()]),
}


@pytest.mark.parametrize("kind", CELLS)
def test_what_the_notebook_defines_is_judged(kind):
    sources, _ = answers(CELLS[kind], STUBS)
    files = {registry.key("softmax"): as_text(sources["softmax"])}
    verdict = grade_files(files, ["softmax"], sandboxed=False)["softmax"].verdict
    assert not verdict.failures and not verdict.not_written, verdict.failures


def test_what_was_taken_and_left_out_is_said():
    for kind, told in (
        ("a_helper_above", "exponential of softmax comes from cell"),
        ("magics", "left out, since it is no Python: `%matplotlib inline`; `!pip install numpy`"),
        ("leftovers", "not run for marks, since it defines nothing or asks for input: `print(softmax(np.ones(3)))`"),
        ("the_last_before_the_tests", "the last one counts"),
    ):
        assert told in answers(CELLS[kind], STUBS)[1]["softmax"]


def test_the_same_cell_a_second_time_is_still_the_answers_own():
    """Two students may have the same cell: what is kept of the first must not be taken for another's."""
    for _ in range(2):
        sources, notes = answers(copy.deepcopy(CELLS["timed"]), STUBS)
        assert notes["softmax"] == "left out, since it is no Python: `%%time`"
        assert sources["softmax"].count("def softmax") == 1


def stored(folder, content):
    path = folder / "ada" / "hw" / "hw.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_marks_of_any_editor_are_read(tmp_path, encoding):
    cells = [c | {"source": c["source"].replace("\n", "\r")} for c in notebook("%%exercise softmax\n" + softmax())]
    path = stored(tmp_path, json.dumps({"cells": cells}, ensure_ascii=False).encode(encoding))
    assert as_text(answers(read_cells(path), STUBS)[0]["softmax"]) == softmax()


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = stored(tmp_path, json.dumps({"cells": [code("# für x")]}, ensure_ascii=False).encode("latin-1"))
    with pytest.raises(NotGraded, match="not UTF-8"):
        read_cells(path)


def test_what_comes_after_the_tests_does_not_count():
    cells = notebook("%%exercise softmax\n" + softmax(), far=["def softmax(x):\n    return None"])
    sources, notes = answers(cells, STUBS)
    assert "return None" not in sources["softmax"] and "softmax" not in notes


def test_a_class_in_three_cells():
    stubs = {"Tensor": stub_source("Tensor")}
    made = release_notebook(whole_part("part08_autograd"))["cells"]
    at = next(n for n, c in enumerate(made) if c["metadata"].get("nbgrader", {}).get("grade_id") == "Tensor")
    made[at]["source"] = "%%exercise Tensor\nclass Tensor:\n    pass\n"
    made[at + 1 : at + 1] = [
        code("def _add(a, b):\n    return a\nTensor.__add__ = _add"),
        code("Tensor.one = 1\nprint(2)"),
    ]
    text = as_text(answers(made, stubs)[0]["Tensor"])
    assert text.index("class Tensor") < text.index("Tensor.__add__ = _add") < text.index("Tensor.one = 1")
    assert "print(2)" not in text


def test_an_ordinary_notebook_is_taken_as_it_stands():
    solved = source_notebook(whole_part(EARLIER))
    sources, notes = answers(copy.deepcopy(solved["cells"]), STUBS)
    assert notes == {} and sources == {name: cell_of(solved, name)["source"] for name in STUBS}


@pytest.mark.parametrize("kind", ["code", "markdown"])
@pytest.mark.parametrize("text", ["", "softmax(np.ones(3))", "*notes*"])
def test_a_copied_cell_with_something_else_in_it_is_no_answer(kind, text):
    cells = notebook("%%exercise softmax\n" + softmax())
    at = next(at for at, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("grade_id") == "softmax")
    cells.insert(at + 1, copy.deepcopy(cells[at]) | {"cell_type": kind, "source": text})
    sources, _ = answers(cells, STUBS)
    assert as_text(sources["softmax"]) == softmax()
