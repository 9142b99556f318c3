"""Nothing that a student gets back holds the secret inputs, however an answer tries to send them to itself."""

import re

import numpy as np
import pytest

from grader.course import registry
from grader.instructor.returned import known_words, returned_verdict
from grader.judge.case_instance import draw_inputs
from grader.judge.grade_files import grade_files
from grader.judge.verdict_lines import verdict_lines
from tests.instructor.nbgrader_plugin.conftest import needs_a_sandbox

SEED = 2**127 + 12345
HEAD = "import numpy as np\n"
RIGHT = "    p = np.exp(x - x.max(-1, keepdims=True))\n    p = p / p.sum(-1, keepdims=True)\n"
BACK = (
    "    def backward(dp):\n        return {'x': p * (dp - (p * dp).sum(-1, keepdims=True))}\n    return p, backward\n"
)
TELL = "repr(x.tolist())"

CHANNELS = {
    "prints": f"def softmax(x):\n    print({TELL})\n{RIGHT}{BACK}",
    "prints_to_stderr": f"import sys\ndef softmax(x):\n    print({TELL}, file=sys.stderr)\n{RIGHT}{BACK}",
    "raises": f"def softmax(x):\n    raise ValueError({TELL})\n",
    "raises_unwritten": f"def softmax(x):\n    raise NotImplementedError({TELL})\n",
    "asserts": f"def softmax(x):\n    assert x.ndim > 9, {TELL}\n",
    "key_error": f"def softmax(x):\n    return {{}}[{TELL}]\n",
    "int_of": f"def softmax(x):\n    return int({TELL})\n",
    "opens": f"def softmax(x):\n    return open({TELL}.strip('[]')[:100])\n",
    "attribute": f"def softmax(x):\n    return getattr(x, {TELL})\n",
    "own_type": f"def softmax(x):\n    raise type({TELL}, (Exception,), {{}})()\n",
    "type_returned": f"def softmax(x):\n    return type({TELL}, (), {{}})()\n",
    "exits": f"def softmax(x):\n    raise SystemExit({TELL})\n",
    "keys": f"def softmax(x):\n{RIGHT}    return p, lambda dp: {{{TELL}: dp, 'x': dp}}\n",
    "missing_keys": f"def softmax(x):\n{RIGHT}    return p, lambda dp: {{{TELL}: dp}}\n",
    "index": "def softmax(x):\n    return x[int(abs(x.flat[0]) * 10**8) + 10**9]\n",
    "shape": "def softmax(x):\n    return np.zeros((int(abs(x.flat[0]) * 10**5) + 10**4, 2)), None\n",
    "changes": f"def softmax(x):\n{RIGHT}    x *= 2\n{BACK}",
    "warns": f"import warnings\ndef softmax(x):\n    warnings.warn({TELL})\n{RIGHT}{BACK}",
    "note": f"def softmax(x):\n    error = ValueError('no')\n    error.add_note({TELL})\n    raise error\n",
    "cause": f"def softmax(x):\n    raise ValueError('no') from ValueError({TELL})\n",
    "dtype": f"def softmax(x):\n    return np.zeros(2, dtype=[({TELL}[1:20], 'f8')]), None\n",
    "file_name": f"def softmax(x):\n    exec(compile('raise ValueError(1)', {TELL}, 'exec'))\n",
    "name_in_numpy": f"def softmax(x):\n    setattr(np, {TELL}, 1)\n{RIGHT}{BACK}",
    "hex": "def softmax(x):\n    raise ValueError(np.asarray(x).tobytes().hex())\n",
}


def inputs():
    """Every input of the exercise on this seed."""
    exercise = registry.entry("softmax")
    return [draw_inputs(exercise, case, SEED)[0]["x"] for case in exercise.cases]


def written(x):
    """How the entries of an array may be written, from five digits on."""
    entries = [float(each) for each in np.ravel(x) if abs(each) % 0.5]
    return {repr(e).lstrip("-")[:7] for e in entries} | {str(int(abs(e) * 10**8))[:6] for e in entries}


def returned(text):
    files = {"part04_loss.softmax": HEAD + text}
    verdict = grade_files(files, ["softmax"], SEED)["softmax"].verdict
    return verdict, returned_verdict(verdict, files)


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_of_an_answer_returns_its_inputs(channel):
    needs_a_sandbox()
    whole, told = returned(CHANNELS[channel])
    text = "\n".join(line.text for line in verdict_lines(told, every=True))
    if channel in ("prints", "raises", "asserts", "opens"):  # the instructor sees it, so the search would find it
        everything = whole.printed + "".join(finding.message for _, finding in whole.results)
        assert any(each in everything for x in inputs() for each in written(x))
    came = re.sub(r"(wanted|got) [-\w.+]+", "", text)  # a few entries are what a verdict tells
    assert not [each for x in inputs() for each in written(x) if each in came]
    assert np.asarray(inputs()[0]).tobytes().hex()[:16] not in text
    assert told.printed == "" and told.seconds == 0 and " s\n" not in text
    if channel == "raises":  # the place is told: it is the student's own text
        assert "ValueError at part04_loss/softmax.py line 3: `raise ValueError(repr(x.tolist()))`" in text
    assert told.points == whole.points and told.passed == whole.passed


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("raise ValueError('x must have two axes')", "x must have two axes"),
        ("assert x.ndim == 99, 'ninety-nine axes'", "ninety-nine axes"),
        ("return x @ np.ones((7, 7))", "is different from"),
        ("return y", "name 'y' is not defined"),
        ("return x.foo", "has no attribute 'foo'"),
        ("return None + x", "unsupported operand type"),
        ("return softmax(x, 1)", "softmax() takes 1 positional argument but 2 were given"),
        ("return x, lambda dp: {'z': dp}", "'z'"),
        ("return [x]", "list"),
    ],
)
def test_what_python_and_numpy_say_of_shapes_and_names_is_returned(body, kept):
    needs_a_sandbox()
    _, told = returned(f"def softmax(x):\n    {body}\n")
    assert any(kept in finding.message for _, finding in told.results), [f.message for _, f in told.results]


BITS = "[int(b) for v in x.ravel().view(np.uint64) for b in format(v, '064b')]"
WIDE = {
    "types_of_a_tuple": f"def softmax(x):\n    return tuple(1 if b else 1.0 for b in {BITS})\n",
    "numbers_in_a_key": f"def softmax(x):\n{RIGHT}    return p, lambda dp: {{tuple({BITS}): dp}}\n",
    "many_axes": f"def softmax(x):\n    return np.zeros((0, *[1 + b for b in {BITS}[:60]])), None\n",
    "axes_in_numpys_words": f"def softmax(x):\n    return np.zeros(7).reshape([1 + b for b in {BITS}[:40]])\n",
}


@pytest.mark.parametrize("channel", WIDE)
def test_no_sentence_is_wide_enough_for_an_input(channel):
    needs_a_sandbox()
    _, told = returned(WIDE[channel])
    for _, finding in told.results:
        assert len(re.findall(r"\b(?:\d+|int|float)\b", finding.message)) < 24, finding.message


def test_unknown_words_and_long_numbers_are_left_out():
    assert known_words("the output has shape (2, 3)", ()) == "the output has shape (2, 3)"
    assert known_words("'0.345584' and x_345584 and 345584", ("x",)) == "'…' and … and …"
