"""What a student reads: where it was raised, what was measured, which error was wanted; each thing once."""

import re

import pytest

from grader.course import registry
from grader.course.captions import LAYER
from grader.judge.problem import ProblemKind
from grader.judge.verdict_lines import Role, verdict_lines
from grader.runner.observation import ErrorKind
from tests.judge.ask_judge import NAMES, judged, matmul, replaced, solution


def failure_lines(verdict, every=False):
    """Return the texts of a verdict's failures."""
    return [line.text for line in verdict_lines(verdict, every=every) if line.role is Role.FAILURE]


def first_error(verdict):
    """Return the first failure's exception as facts."""
    return next(f.problem.error for _, f in verdict.failures if f.problem and f.problem.error)


def test_exception_in_a_piece_names_the_judged_line_too():
    error = first_error(judged("linear", replaced("linear", "matmul(x, W)", "matmul(x, W[0])")))
    assert "matmul(x, W[0])" in error.code and error.file == "answer.py"
    assert error.raised_file.endswith("matmul.py") and error.raised_code and error.raised_line > 1


def test_exception_in_numpy_names_the_judged_line_too():
    error = first_error(judged("matmul", replaced("matmul", "x @ W", "np.linalg.solve(x, W)")))
    assert "np.linalg.solve" in error.code
    assert re.fullmatch(r"numpy/linalg/\w+\.py", error.raised_file) and not error.raised_code


def test_exception_in_a_helper_of_the_file_names_where_it_stands():
    error = first_error(judged("matmul", matmul(forward="return helper(x, W)", top="def helper(x, W): return 1 / 0")))
    assert error.code == "def helper(x, W): return 1 / 0" and not error.raised_file


def test_no_line_of_the_grader_is_named():
    error = first_error(judged("central_difference", "def central_difference(f, x, eps=1e-6):\n    return f(0)\n"))
    assert error.line == 2 and not error.raised_file


@pytest.mark.parametrize("name", [name for name in NAMES if registry.entry(name).driver])
def test_output_that_no_answer_names_has_words(name):
    exercise, text = registry.entry(name), solution(name)
    for output in exercise.outputs:
        named = all(
            part in text for part in re.findall(r"[^\W_]+", output.removeprefix("d").split(".")[0]) if len(part) > 1
        )
        captions = [exercise.caption(output, case) for case in exercise.cases]
        assert named or all(caption.name or caption.entries for caption in captions), output


def test_what_a_driver_says_is_no_exception_of_the_answers():
    error = first_error(judged("get_batch", "def get_batch(data, batch_size, block_size, rng):\n    return 1\n"))
    assert error.kind is ErrorKind.TOLD
    error = first_error(judged("central_difference", "def central_difference(f, x, eps=1e-6):\n    return f(0)\n"))
    assert error.kind is ErrorKind.RAISED


@pytest.mark.parametrize("name", [name for name in NAMES if registry.entry(name).captions])
def test_every_caption_is_of_an_output(name):
    exercise = registry.entry(name)
    asked = {first for case in exercise.cases if isinstance(first := next(iter(case.inputs.values())), str)}
    by_case = {(output, ask) for output in exercise.outputs for ask in asked}
    assert not set(exercise.captions) - set(exercise.outputs) - by_case - set(LAYER)


ERRORS_WANTED = {
    "strided_perplexity": "a stride longer than the context",
    "lambada": "no passage",
    "sample_next_token": "a top_k of 0",
    "generate": "an empty prompt",
    "GPTConfig": "no head",
}


def said_nothing_of(name):
    """Return the solution without its ValueErrors."""
    return re.sub(r"raise ValueError\(", "str(", solution(name))


@pytest.mark.parametrize(("name", "case"), ERRORS_WANTED.items())
def test_a_missing_error_is_asked_for_by_its_type(name, case):
    lines = failure_lines(judged(name, said_nothing_of(name)), every=True)
    about = [line for line in lines if case in line]
    assert any("wanted a ValueError" in line or "a ValueError was wanted" in line for line in about), lines
    assert not any(re.search(r"wanted -1\b|got -1\b", line) for line in lines)


def test_number_that_is_a_promise_is_not_called_pytorchs():
    lines = failure_lines(judged("MLP", re.sub(r"raise ValueError\(", "str(", solution("MLP"))), every=True)
    assert lines and not any("(PyTorch)" in line for line in lines)


def test_number_of_the_numpy_forward_is_not_called_a_complex_step():
    lines = failure_lines(judged("matmul", matmul(returned="2 * (x @ W), backward"), 7), every=True)
    assert any("(NumPy)" in line for line in lines) and not any("complex" in line for line in lines)


def test_every_message_is_shown_once():
    lines = failure_lines(judged("train", replaced("train", "except KeyboardInterrupt", "except ZeroDivisionError")))
    messages = [line.partition(": ")[2] for line in lines]
    assert messages and len(messages) == len(set(messages))


def test_no_line_says_a_thing_twice():
    for line in failure_lines(judged("squared_error", replaced("squared_error", '"y": -d', '"y": -2 * d')), every=True):
        parts = [part.strip(" ✗") for part in line.split(": ")]
        assert len(parts) == len(set(parts)), line


def test_wrong_shape_of_an_output_that_stands_for_an_error():
    verdict = judged("get_batch", replaced("get_batch", "raise ValueError(", "return np.zeros((1, 1), int), str("))
    kinds = {f.problem.kind for _, f in verdict.failures if f.problem}
    assert kinds <= {ProblemKind.WRONG_SHAPE, ProblemKind.CALL_FAILED}


@pytest.mark.parametrize(
    "text",
    [
        matmul("x @ W"),
        matmul(gradients="dY @ W.T"),
        matmul(gradients='{"dx": dY @ W.T}'),
        matmul(forward="W + np.ones((7, 7, x.shape[0], 7))"),
    ],
    ids=["no pair", "no dict", "other keys", "an exception with the case's shapes"],
)
def test_one_cause_is_one_line(text):
    assert len(failure_lines(judged("matmul", text))) == 1


def test_what_only_its_own_wrong_answers_show_is_left_out():
    lines = failure_lines(judged("embedding", replaced("embedding", "np.add.at(dW_e, ids, dY)", "dW_e[ids] += dY")))
    assert len(lines) == 1


KEPT_WITHOUT_EPS = """
_own, _kept = layer_norm, {}
def layer_norm(x, gamma, beta, eps=1e-5):
    key = (x.tobytes(), gamma.tobytes(), beta.tobytes())
    return _kept.setdefault(key, _own(x, gamma, beta, eps))
"""


def test_answer_that_keeps_what_it_gave_is_told_that_alone():
    verdict = judged("layer_norm", solution("layer_norm") + KEPT_WITHOUT_EPS)
    (kind,) = {finding.problem.kind for _, finding in verdict.failures if finding.problem} - {
        ProblemKind.LAYOUT_DEPENDS,
        ProblemKind.DTYPE_DEPENDS,
        ProblemKind.SIZE_DEPENDS,
    }
    assert kind is ProblemKind.CALLS_DEPEND and len(failure_lines(verdict)) == 1


def test_error_that_was_wanted_is_told_once():
    text = replaced("get_batch", "if len(data) <= block_size", "if len(data) < block_size")
    assert len(failure_lines(judged("get_batch", text))) == 1


def test_name_that_numpy_took_out_itself_is_told_as_such():
    told = judged("softmax", replaced("softmax", "shift = x.max(", "shift = x.astype(np.float_).max(")).diagnosis
    assert told.mistake == "removed-from-numpy" and "np.float_" in told.text


def test_error_in_the_place_of_a_number_is_no_output_under_another_name():
    text = replaced(
        "GPTConfig", "if self.n_embd % self.n_head != 0:", "if self.n_embd == self.n_head or self.head_dim < 1:"
    )
    told = judged("GPTConfig", text).diagnosis
    assert told.mistake != "outputs-swapped"


@pytest.mark.parametrize("name, old, new", [
    ("train", "            if lr is not None:\n                optimizer.lr = lr(it)\n", ""),
    ("GPT", "        B, T = ids.shape\n", "        B, T = ids.shape\n        assert T < self.config.block_size\n"),
    ("Linear", "0.02, (n_in", "1 / n_in, (n_in"),
])  # fmt: skip
def test_name_of_the_drivers_own_never_reaches_a_student(name, old, new):
    verdict = judged(name, replaced(name, old, new))
    lines = "\n".join(line.text for line in verdict_lines(verdict, every=True) if line.role is not Role.PASSED)
    own = [o for o in registry.entry(name).outputs if "_" in o and o not in solution(name)]
    assert own and not [o for o in own if o in lines]
