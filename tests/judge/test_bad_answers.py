"""Answers of a wrong form: what came is named in words; exit code 2 only where no case gives anything to compare."""

import os
import re

import pytest

from grader.runner.captured_output import PRINT_LIMIT
from tests.judge.ask_judge import assert_in_words, judged, matmul, solution, spawned

RIGHT_W = "x.reshape(-1, K).T @ dY.reshape(-1, N)"


def gradients(x="dY @ W.T", W=RIGHT_W):
    return matmul(gradients=f'{{"x": {x}, "W": {W}}}')


FORMS = {
    "None": (matmul("None"), "return (output, backward), a pair; what came is None"),
    "one array": (matmul("x @ W"), "what came is one array of shape (3, 5)"),
    "a tuple of 3": (matmul("x @ W, backward, 0"), "what came is a tuple of 3: (ndarray, function, int)"),
    "a list of 2": (matmul("[x @ W, backward]"), "what came is one list"),
    "a backward that is no function": (matmul("x @ W, x"), "what came is a tuple of 2: (ndarray, ndarray)"),
    "output None": (matmul("None, backward"), "the output is None: is a return missing?"),
    "output a list": (matmul("(x @ W).tolist(), backward"), "the output is a list; wanted a NumPy array"),
    "output a string": (matmul("'Y', backward"), "the output is a str; wanted a NumPy array"),
    "output of objects": (matmul("(x @ W).astype(object), backward"), "the output has dtype object"),
    "output complex": (matmul("(x @ W).astype(complex), backward"), "the output has dtype complex128"),
    "output of strings": (matmul("(x @ W).astype(str), backward"), "the output has dtype <U32"),
    "output transposed": (matmul("(x @ W).T, backward"), "the output has shape (5, 3), wanted (3, 5)"),
    "output summed": (matmul("(x @ W).sum(), backward"), "the output has shape (), wanted (1, 1)"),
    "output NaN": (matmul("x @ W + np.nan, backward"), "output[0, 0] is nan, on ordinary numbers"),
    "output infinite": (matmul("x @ W / 0, backward"), "output[0, 0] is"),
    "gradients None": (matmul(gradients="None"), "backward returns None (is a return missing?)"),
    "gradients one array": (matmul(gradients="dY @ W.T"), "backward returns one array of shape (3, 4); wanted a dict"),
    "gradients a tuple": (
        matmul(gradients=f"(dY @ W.T, {RIGHT_W})"),
        "backward returns a tuple of 2: (ndarray, ndarray); wanted a dict",
    ),
    "a key missing": (matmul(gradients='{"x": dY @ W.T}'), "has no key 'W': it has 'x'"),
    "a key of another name": (
        matmul(gradients=f'{{"dx": dY @ W.T, "W": {RIGHT_W}}}'),
        "has no key 'x': it has 'dx', 'W'",
    ),
    "a key too many": (matmul(gradients=f'{{"x": dY @ W.T, "W": {RIGHT_W}, "b": 0}}'), "a key too many, 'b'"),
    "a key that is no name": (matmul(gradients=f'{{"x": dY @ W.T, "W": {RIGHT_W}, 3: 0}}'), "a key too many, 3"),
    "a gradient None": (gradients(x="None"), "the gradient of x is None"),
    "a gradient as lists": (gradients(x="(dY @ W.T).tolist()"), "the gradient of x is a list; wanted a NumPy array"),
    "a gradient transposed": (gradients(W=f"({RIGHT_W}).T"), "the gradient of W has shape (5, 4); wanted (4, 5)"),
    "a gradient not summed": (gradients(W="np.swapaxes(x, -1, -2) @ dY"), "the gradient of W has shape (2, 4, 5)"),
    "a gradient NaN": (gradients(x="dY @ W.T * np.nan"), "the gradient of x[0, 0] is nan"),
    "a gradient infinite": (gradients(W=f"{RIGHT_W} + np.inf"), "the gradient of W[0, 0] is inf"),
    "a gradient of objects": (gradients(x="(dY @ W.T).astype(object)"), "the gradient of x has dtype object"),
    "a gradient complex": (gradients(x="dY @ W.T + 0j"), "the gradient of x has dtype complex128"),
    "a gradient of strings": (gradients(x="(dY @ W.T).astype(str)"), "the gradient of x has dtype <U32"),
}

DEEDS = {
    "raises in the forward": (matmul(forward="x @ x.T @ W.T @ W.T"), "line 6: `x @ x.T @ W.T @ W.T`"),
    "raises in backward": (matmul(backward="raise KeyError('my own')"), "backward fails: KeyError: 'my own'"),
    "raises in numpy": (matmul(backward="np.reshape(dY, (7, 7, 7))"), "line 8: `np.reshape(dY, (7, 7, 7))`"),
    "raises BaseException": (matmul(forward="raise BaseException('base')"), "BaseException: base"),
    "raises with a book": (matmul(forward="raise ValueError('word ' * 10**6)"), "ValueError: word word"),
    "exits": (matmul(forward="import sys; sys.exit(0)"), "it leaves Python by exit(0) instead of returning"),
    "exits by os._exit": (matmul(forward="import os; os._exit(0)"), "it leaves Python by exit(0)"),
    "quits": (matmul(backward="quit()"), "backward fails: it leaves Python by exit"),
    "exits when imported": (matmul(top="raise SystemExit(0)"), "cannot be imported: it leaves Python by exit(0)"),
    "recurses for ever": (matmul(forward="return matmul(x, W)"), "it calls itself more deeply than Python allows"),
    "recurses in backward": (matmul(backward="return backward(dY)"), "it calls itself more deeply than Python allows"),
    "changes x in the forward": (matmul(forward="x += 1"), "the forward changes its input: x[0, 0] was"),
    "changes W in backward": (matmul(backward="W[0, 0] = 7"), "backward changes its input: W[0, 0] was"),
    "changes the shape of x": (
        matmul("Y, backward", forward="Y = x @ W; x.shape = (x.size, 1)"),
        "the forward changes its input: x had shape (3, 4) and now has (12, 1)",
    ),
    "changes the upstream": (matmul(backward="dY *= 2"), "changes its input: the upstream gradient[0, 0] was"),
    "changes the upstream late": (
        matmul(forward="calls = []", backward="calls.append(1); dY += len(calls) // 2"),
        "a second call of backward changes its input",
    ),
    "backward differs when called again": (
        matmul(forward="calls = []", backward="calls.append(1); dY = dY * len(calls)"),
        "backward called twice gives two gradients of x",
    ),
    "gradients add up over calls": (
        matmul(gradients='{"x": dx.copy(), "W": x.reshape(-1, K).T @ dY.reshape(-1, N)}',
               forward="dx = np.zeros(x.shape)", backward="dx[...] += dY @ W.T"),
        "backward called twice gives two gradients of x",
    ),
    "the output changes after it was returned": (
        matmul("Y, backward", forward="Y = x @ W", backward="np.add(Y, 1, out=Y)"),
        "backward changes what was returned before: the output[0, 0] was",
    ),
    "a gradient changes after it was returned": (
        matmul(gradients='{"x": dx, "W": x.reshape(-1, K).T @ dY.reshape(-1, N)}', forward="kept = []",
               backward="[k.fill(0) for k in kept]; dx = dY @ W.T; kept.append(dx)"),
        "a second call of backward changes what was returned before: the gradient of x[0, 0] was",
    ),
    "is a coroutine": ("async def matmul(x, W):\n    return x @ W\n", "what came is one coroutine"),
    "raises without a word": (matmul(forward="raise Exception"), "the forward fails: Exception at"),
    "prints megabytes": (matmul(forward="print('x' * 3_000_000)"), "it prints"),
    "prints for ever, in small": (matmul(backward=f"[print(i) for i in range({PRINT_LIMIT})]"), "take the prints out"),
}  # fmt: skip
ALL = {**FORMS, **DEEDS}
NOTHING = {
    *("None", "one array", "a tuple of 3", "a list of 2", "a backward that is no function"),
    *("output None", "output a list", "output a string", "output of objects", "output complex", "output of strings"),
    *("raises BaseException", "raises with a book", "raises without a word", "recurses for ever", "is a coroutine"),
    *("exits", "exits by os._exit", "exits when imported"),
}
"""Answers that give no output on any case."""


@pytest.mark.parametrize("text, words", ALL.values(), ids=ALL)
def test_answer_of_a_wrong_form_is_refused_in_words(check, text, words):
    ran = check("matmul", text, "--all")
    assert words in ran.text
    assert ran.code == (2 if text in [ALL[name][0] for name in NOTHING] else 1), ran.text
    assert_in_words(ran)


@pytest.mark.parametrize("text, words", ALL.values(), ids=ALL)
def test_refusal_is_short_unless_all_is_asked_for(check, text, words):
    assert len(check("matmul", text).text) < 5000


def test_answer_that_gives_no_output_earns_nothing(check):
    import json

    told = json.loads(check("matmul", matmul("None"), "--json").out)
    assert told["points"] == 0 and not told["passed"]
    assert told["controls"]["survivors"] == []


TIDY = ["a key too many", "backward differs when called again", "gradients add up over calls", "prints megabytes"]
TIDY += ["the output changes after it was returned", "a gradient changes after it was returned"]


@pytest.mark.parametrize("name", TIDY)
def test_broken_promise_beside_right_values_fails_alone(name):
    verdict = judged("matmul", ALL[name][0])
    assert [check.kind for check, _ in verdict.failures] == ["contract"]
    assert 8 < verdict.points < 9, "no more than a part of the other cases' share is lost"


def test_stub_is_not_bad_input_but_not_passed(check):
    ran = check("matmul", matmul(forward="raise NotImplementedError('derive dx')"))
    assert ran.code == 1
    assert "not written yet" in ran.out and "derive dx" in ran.out
    assert_in_words(ran)


def test_wrong_numbers_are_not_passed(check):
    ran = check("matmul", gradients(x="2 * dY @ W.T"))
    assert ran.code == 1
    assert_in_words(ran)


def test_integer_and_boolean_arrays_count_as_numbers(check):
    ran = check("matmul", gradients(x="np.ones(x.shape, bool)"))
    assert ran.code == 1, "wrong numbers, but numbers"


def test_few_prints_are_shown_and_do_no_harm(check):
    ran = check("matmul", matmul(forward="print('K is', K)"))
    assert ran.code == 0 and "K is 4" in ran.out


@pytest.mark.parametrize("where", ["forward", "backward"])
def test_real_command_line_survives_os_exit(tmp_path, where):
    path = tmp_path / "answer.py"
    path.write_text(matmul(**{where: "import os; os._exit(0)"}))
    ran = spawned("check", "matmul", "--file", path)
    assert ran.code == (2 if where == "forward" else 1) and "it leaves Python by exit(0)" in ran.out
    assert_in_words(ran)


@pytest.mark.parametrize("factor", ["np.inf", "1e307"])
def test_numbers_beyond_float64_bring_no_warning_of_the_grader(tmp_path, factor):
    path = tmp_path / "answer.py"
    path.write_text(gradients(x=f"dY @ W.T * {factor}"))
    ran = spawned("check", "matmul", "--file", path)
    assert ran.err == ""
    assert_in_words(ran)


def test_os_exit_is_put_back_after_the_answer(check):
    before = os._exit
    check("matmul", matmul(forward="import os; os._exit(0)"))
    assert os._exit is before


def test_a_tiny_change_is_shown_with_enough_digits(check):
    told = check("matmul", matmul(forward="x += 1e-9")).text
    was, now = re.search(r"x\[0, 0\] was (\S+) and is now (\S+)\. Work", told).groups()
    assert was != now


def test_what_has_no_axes_is_told_without_brackets():
    text = solution("central_difference").replace("    gradient = ", "    x += 1\n    gradient = ", 1)
    told = [finding.message for _, finding in judged("central_difference", text).failures]
    assert "it changes its input: x was" in told[0]
