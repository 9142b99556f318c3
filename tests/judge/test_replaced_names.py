"""An answer that changes NumPy, math or built-ins changes them for its own calls alone, and is told so."""

import builtins
import math

import numpy as np
import pytest

from grader.errors import ExitCode
from tests.judge.ask_judge import judged, solution

RIGHT = {
    "np.sqrt = math.sqrt": "numpy.sqrt",
    "np.sum = None": "numpy.sum",
    "np.float = float": "",
    "setattr(np, 'tanh', math.tanh)": "numpy.tanh",
    "import builtins\nbuiltins.len = lambda x: 3": "builtins.len",
    "import sys\nsys.modules['numpy'] = None": "",
    "np.linalg.norm = np.random.default_rng = None": "numpy.linalg.norm, numpy.random.default_rng",
}
WRONG = ["np.exp = lambda x: x", "del np.exp", "np.exp = None", "np.array = np.asarray = 3"]


def gelu(top):
    """Return the solution of gelu with a text above its function."""
    return solution("gelu").replace("\n\ndef gelu", f"\nimport math\n\n{top}\n\n\ndef gelu", 1)


@pytest.mark.parametrize(("top", "names"), RIGHT.items())
def test_right_answer_passes_and_is_told(top, names):
    before = np.sqrt, np.sum, np.tanh, builtins.len, np.linalg.norm, math.sqrt
    verdict = judged("gelu", gelu(top))
    assert verdict.exit_code is ExitCode.PASSED and not verdict.controls.survivors
    assert [names in advice for advice in verdict.advice] == [True] * bool(names)
    assert before == (np.sqrt, np.sum, np.tanh, builtins.len, np.linalg.norm, math.sqrt)


@pytest.mark.parametrize("top", WRONG)
def test_wrong_answer_fails_and_locks_nobody_out(top):
    verdict = judged("gelu", gelu(top))
    assert verdict.exit_code in (ExitCode.NOT_PASSED, ExitCode.BAD_INPUT) and not verdict.controls.survivors
    assert judged("gelu", solution("gelu")).passed


def test_change_within_a_call_is_taken_back():
    text = solution("relu").replace("### BEGIN SOLUTION", "np.abs = np.maximum = lambda *a: 0 * a[0]", 1)
    verdict = judged("relu", text)
    assert verdict.exit_code is ExitCode.NOT_PASSED and not verdict.controls.survivors
    assert np.abs(-1) == 1
