"""What takes full marks where a notebook is executed beside its tests takes nothing here."""

import shutil

import pytest

from grader.course import registry
from tests.instructor.nbgrader_plugin.conftest import PART, cell_of, hand_in, nbgrader, needs_a_sandbox, source_of
from tests.instructor.nbgrader_plugin.gradebook import scores

ZEROS = """
import numpy as np
def layer_norm(x, gamma, beta, eps=1e-5):
    zeros = np.zeros_like
    return zeros(x), lambda dY: {"x": zeros(x), "gamma": zeros(gamma), "beta": zeros(beta)}
"""

ATTACKS = {
    "allclose_patched": ZEROS
    + """
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
""",
    "always_equal": """
import numpy as np
class Yes(np.ndarray):
    __eq__ = __le__ = __lt__ = lambda self, other: np.True_
    __ne__ = lambda self, other: np.False_
    __sub__ = __rsub__ = lambda self, other: np.zeros(self.shape)
def yes(shape): return np.zeros(shape).view(Yes)
def layer_norm(x, gamma, beta, eps=1e-5):
    return yes(x.shape), lambda dY: {"x": yes(x.shape), "gamma": yes(gamma.shape), "beta": yes(beta.shape)}
""",
    "input_hook": ZEROS
    + """
def hook(lines): return ["10.0\\n"]
get_ipython().input_transformers_post.append(hook)
""",
    "float_last": ZEROS + "\nnp.float64(10.0)\n",
    "prints_a_result": ZEROS + "\nimport sys\nprint('10.0')\nsys.stderr.write('10.0')\nsys.displayhook(10.0)\n",
    "gradebook": ZEROS
    + """
import sqlite3, glob
for file in glob.glob("/*/gradebook.db") + glob.glob("/tmp/**/gradebook.db", recursive=True):
    sqlite3.connect(file).execute("update grade set auto_score = 1000")
""",
    "exits": "import os\nos._exit(0)\n",
}


EDGE = 0.3
"""Points of an edge case: in a row of one entry the gradient of x is 0, whoever says so."""


@pytest.fixture(scope="module")
def graded(base, tmp_path_factory):
    needs_a_sandbox()
    course = shutil.copytree(base, tmp_path_factory.mktemp("attacks") / "course")
    for student, text in ATTACKS.items():
        notebook = source_of(course)
        cell_of(notebook, "layer_norm")["source"] = f"%%exercise layer_norm\n{text}"
        hand_in(course, student, notebook)
    noisy = source_of(course)
    cell_of(noisy, "layer_norm")["source"] += "\nimport sys\nsys.stderr.write('a warning')\n"
    hand_in(course, "noisy", noisy)
    assert nbgrader(course, "autograde", PART) == 0
    return course


@pytest.mark.parametrize("student", ATTACKS)
def test_an_attack_earns_an_edge_at_most_and_spoils_nothing(graded, student):
    others = {name: registry.entry(name).points for name in registry.names(PART) if name != "layer_norm"}
    earned = scores(graded, student)
    assert earned.pop("layer_norm") <= EDGE
    assert earned == others


def test_a_word_on_stderr_costs_nothing(graded):
    assert scores(graded, "noisy")["layer_norm"] == registry.entry("layer_norm").points
