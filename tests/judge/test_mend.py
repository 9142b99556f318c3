"""The one change that mends a wrong answer is named with its line; a change that does not mend it is never named."""

import pytest

from grader.judge.diagnosis.slips import made_in, mending
from tests.judge.ask_judge import judged, matmul, solution

SOFTMAX = """import numpy as np


def softmax(x):
    e = np.exp(x - {shift})
    p = e / {total}

    def backward(dp):
        s = {along}
        return {returned}

    return p, backward
"""
PARTS = {
    "shift": "x.max(-1, keepdims=True)",
    "total": "e.sum(-1, keepdims=True)",
    "along": "(dp * p).sum(-1, keepdims=True)",
    "returned": '{"x": p * (dp - s)}',
}


def softmax(**changed):
    return SOFTMAX.format(**(PARTS | changed))


NAMED = {
    "keepdims": (softmax(along="(dp * p).sum(-1)"), "keepdims", 9),
    "a square too many": (softmax(along="(dp * p**2).sum(-1, keepdims=True)"), "power-too-many", 9),
    "one variable for another": (softmax(returned='{"x": e * (dp - s)}'), "another-name", 10),
    "both sums along another axis": (
        softmax(shift="x.max(0, keepdims=True)", total="e.sum(0, keepdims=True)"), "softmax-over-the-first-axis", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("text, name, line", NAMED.values(), ids=NAMED)
def test_slip_is_named_with_its_line(text, name, line):
    told = judged("softmax", text).diagnosis
    assert told.mistake == name, told
    assert f"Line {line}," in told.text or not line


OTHERS = {
    "an array made anew in every turn of a loop": (
        "matmul",
        matmul(
            backward="for i in range(K):\n            dW = np.zeros_like(W)\n"
            "            dW[i] = x.reshape(-1, K)[:, i] @ dY.reshape(-1, N)",
            gradients='{"x": dY @ W.T, "W": dW}',
        ),
        "restarted-in-the-loop",
    ),
    "only the last assignment of a loop": (
        "matmul",
        matmul(
            backward="dW = np.zeros_like(W)\n"
            "        for row, d in zip(x.reshape(-1, K), dY.reshape(-1, N)):\n            dW[...] = np.outer(row, d)",
            gradients='{"x": dY @ W.T, "W": dW}',
        ),
        "assigned-not-added",
    ),
    "keys under each other": (
        "layer_norm",
        solution("layer_norm").replace('"gamma": dgamma, "beta": dbeta', '"gamma": dbeta, "beta": dgamma'),
        "keys-swapped",
    ),
    "constants of three digits": (
        "gelu",
        solution("gelu").replace("math.sqrt(2 * math.pi)", "2.507").replace("math.sqrt(2))", "1.414)"),
        "too-few-digits",
    ),
    "an array of integers": (
        "relu",
        "import numpy as np\n\n\ndef relu(x):\n    def backward(dY):\n        dx = np.zeros(x.shape, dtype=int)\n"
        '        dx[x > 0] = dY[x > 0]\n        return {"x": dx}\n    return np.maximum(x, 0), backward\n',
        "lower-dtype",
    ),
    "a name bound anew": (
        "scatter_add_rows",
        "import numpy as np\n\n\ndef scatter_add_rows(dW, ids, dY):\n    for i, row in zip(ids, dY):\n"
        "        g = dW[i]\n        g = g + row\n",
        "name-rebound",
    ),
    "arguments of a call": (
        "LayerNorm",
        solution("LayerNorm").replace("x, self.gamma, beta, self.eps", "x, beta, self.gamma, self.eps"),
        "arguments-swapped",
    ),
}


@pytest.mark.parametrize("name, text, mistake", OTHERS.values(), ids=OTHERS)
def test_slip_of_another_kind_is_named(name, text, mistake):
    told = judged(name, text).diagnosis
    assert told.mistake == mistake, told


def test_two_slips_in_one_gradient_are_not_told_as_one():
    text = softmax(along="(dp * p**2).sum(-1)", returned='{"x": e * (dp + s)}')
    told = judged("softmax", text).diagnosis
    assert "With that mended" not in told.text


def test_change_that_mends_one_case_alone_is_not_named():
    text = matmul(
        gradients='{"x": dY @ W.T * (x.ndim if x.ndim > 2 else 1.5), "W": x.reshape(-1, K).T @ dY.reshape(-1, N)}'
    )
    told = judged("matmul", text).diagnosis
    assert not told.text or "With that mended gradient x is right in every ordinary case" in told.text


def test_answer_that_never_ends_once_changed_is_given_up():
    text = softmax(along="(dp * p).sum(-1)").replace(
        "        s =", "        while p.sum() < 0:\n            pass\n        s ="
    )
    assert judged("softmax", text).diagnosis is not None


def test_stub_s_own_lines_are_not_changed():
    text = "def f(x):\n    y = x + 1\n    return y * 2\n"
    slips = [*mending(text, lambda line: line == 3, outputs_wrong=True, is_op=False)]
    assert slips and {slip.line for slip in slips} == {3}


@pytest.mark.parametrize("text", ["x = 'é' + 1 - 2\n", "def f(a):\n    return (a -\n            2) * 3\n"])
def test_each_change_is_made_where_its_node_stands(text):
    for slip in made_in(text, lambda line: True):
        compile(slip.applied_to(text), "changed.py", "exec")
