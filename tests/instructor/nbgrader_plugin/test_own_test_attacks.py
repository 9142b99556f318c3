"""An instructor's own test in one process with answers: what takes a few lines to write gives no marks."""

import pytest

from grader.instructor.nbgrader_plugin.own_tests import own_test_lines
from grader.judge.own_test_cell import TestCell, run_test_cells

TEST = "import numpy as np\nassert np.allclose(double(2.0), 4.0)\n{}\nassert np.allclose(double(7.25), 14.5)"
HIDDEN_FROM = 3
WRONG = "\ndef double(x):\n    return 4.0\n"
SELF = "import sys\nours = sys.modules['grader.runner.notebook_cells']\n"
FRAMES = """
import sys
frame = sys._getframe()
while frame:
    for value in frame.f_locals.values():
        if isinstance(value, str) and '7.25' in value:
            raise {}
    frame = frame.f_back
"""

PATCHES = {
    "allclose": "import numpy as np\nnp.allclose = lambda *a, **k: True",
    "the_code_of_allclose": "import numpy as np\nnp.isclose.__wrapped__.__code__ = (lambda *a, **k: True).__code__",
    "exec": "import builtins\nbuiltins.exec = lambda *a, **k: None",
    "compile": "import builtins\nbuiltins.compile = lambda *a, **k: None",
    "parse": "import ast\nreal = ast.parse\nast.parse = lambda *a, **k: real('')",
    "the_run": SELF + "ours._run = lambda *a: (None, None, None)",
    "the_report": SELF + "ours._failure = lambda *a: {}",
    "the_words": SELF + "ours.describe_error = lambda *a: ''",
    "a_name_before_pythons": SELF + "ours.exec = lambda *a: None",
    "assertion_error": "import builtins\nbuiltins.AssertionError = Exception",
}
LATER = {
    "patched_by_the_answer": "import numpy as np\n\ndef double(x):\n    np.allclose = lambda *a: 1\n    return 4.0",
    "exits": "def double(x):\n    exit(0)",
    "ends_the_process": "def double(x):\n    import os\n    os._exit(0)",
    "traces": "import sys\n\ndef double(x):\n    sys.settrace(print)\n    return 4.0",
}
LEAKS = {
    "a_message": "raise ValueError(f'secret {x}')",
    "a_type": "raise type(f'secret {x}', (Exception,), {})()",
    "without_a_traceback": (
        "raise type('E', (Exception,), {'__traceback__': property(lambda s: None, lambda s, v: None)})(f'secret {x}')"
    ),
    "as_the_test": "exec(compile('raise AssertionError(f\"secret {x}\")', 'test', 'exec'), {'x': x})",
    "printed": "print('secret', x)",
    "an_exit": "import sys; sys.exit(int(4 * x))",
}


def outcome(cell, hidden="### BEGIN HIDDEN TESTS"):
    text = TEST.format(hidden)
    lines = frozenset(range(HIDDEN_FROM, text.count("\n") + 2))
    test = TestCell("t", 10.0, text, (("cell 1", "part04_loss", cell),), lines)
    found = run_test_cells([test], {}, sandboxed=False)["t"]
    return found, " ".join(own_test_lines(test, found, whole=False)), " ".join(own_test_lines(test, found, whole=True))


def test_a_right_answer_has_all_points():
    assert outcome("def double(x):\n    return 2 * x")[0].points == 10


@pytest.mark.parametrize("kind", PATCHES)
def test_what_a_cell_patches_is_mended_before_the_test(kind):
    assert outcome(PATCHES[kind] + WRONG)[0].points == 0


@pytest.mark.parametrize("kind", LATER)
def test_what_an_answer_does_while_the_test_runs_gives_nothing(kind):
    assert outcome(LATER[kind])[0].points == 0


@pytest.mark.parametrize("kind", LEAKS)
def test_a_hidden_test_is_not_told_by_the_answer(kind):
    found, told, whole = outcome(f"def double(x):\n    if x == 2.0:\n        return 4.0\n    {LEAKS[kind]}\n")
    assert found.points == 0 and "a hidden test" in told
    assert "secret" not in told and "7.25" not in told and "29" not in told
    assert "secret" in whole or "29" in whole  # the instructor reads it


@pytest.mark.parametrize("raised", ["Exception(value)", "type(value, (Exception,), {})()"])
def test_a_hidden_test_is_not_told_by_a_cell_that_finds_its_text(raised):
    found, told, _ = outcome(FRAMES.format(raised))
    assert found.points == 0 and found.failed_cells and "7.25" not in told


def test_a_cell_that_fails_is_named_with_pythons_own_word():
    assert "Before the test cell 1 fails: ZeroDivisionError" in outcome("1 / 0")[1]
