"""A wrong answer is named: as the known mistake whose numbers it gives, else by the general shape of its error."""

import numpy as np
import pytest
from asking import judged, matmul, replaced

from grader.judge import shapes

TOP = "import math\nimport numpy as np\nfrom scipy.special import erf\n\n"

KNOWN = {
    "repeats forgotten": (
        "embedding",
        "fancy-index-add",
        "def embedding(W_e, ids):\n    def backward(dY):\n        g = W_e * 0.0\n        g[ids] = g[ids] + dY\n"
        '        return {"W_e": g}\n    return np.take(W_e, ids, axis=0), backward\n',
    ),
    "the published gelu derivative": (
        "gelu",
        "tanh-cdf-with-gaussian-density",
        "def gelu(x):\n    def backward(dY):\n"
        "        cdf = 0.5 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))\n"
        '        return {"x": dY * (cdf + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi))}\n'
        "    return 0.5 * x * (1 + erf(x / math.sqrt(2))), backward\n",
    ),
    "only the diagonal of softmax": (
        "softmax",
        "diagonal-only",
        "def softmax(x):\n    e = np.exp(x - x.max(-1, keepdims=True))\n    p = e / e.sum(-1, keepdims=True)\n"
        '    return p, lambda dp: {"x": dp * (p - p ** 2)}\n',
    ),
    "layer_norm's statistics as constants": (
        "layer_norm",
        "statistics-as-constants",
        "def layer_norm(x, gamma, beta, eps=1e-5):\n    s = np.sqrt(x.var(-1, keepdims=True) + eps)\n"
        "    h = (x - x.mean(-1, keepdims=True)) / s\n    a = tuple(range(x.ndim - 1))\n"
        '    return h * gamma + beta, lambda dY: {"x": dY * gamma / s, "gamma": (dY * h).sum(a), "beta": dY.sum(a)}\n',
    ),
    "the upstream gradient forgotten": ("matmul", "upstream-forgotten", matmul(
        gradients='{"x": np.broadcast_to(W.sum(1), x.shape), "W": x.reshape(-1, K).T @ dY.reshape(-1, N)}'
    )),
    "decay inside the gradient, as in Adam with L2": (
        "adamw_update",
        "decay-in-the-gradient",
        "def adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay):\n"
        "    g = grad + theta * weight_decay\n    m, v = m * beta1 + g * (1 - beta1), v * beta2 + g * g * (1 - beta2)\n"
        "    return theta - lr * (m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) + eps), m, v\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name, mistake, text", KNOWN.values(), ids=KNOWN)
def test_known_mistake_written_in_a_students_own_way_is_named(name, mistake, text):
    verdict = judged(name, text if "import" in text else TOP + text)
    assert verdict.exit_code == 1
    assert verdict.diagnosis.mistake == mistake, verdict.diagnosis.text


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_known_mistake_is_named_on_other_inputs_too(seed):
    name, mistake, text = KNOWN["repeats forgotten"]
    assert judged(name, TOP + text, seed).diagnosis.mistake == mistake


def test_text_of_the_diagnosis_is_shown(check):
    name, mistake, text = KNOWN["repeats forgotten"]
    assert f"{mistake}: dW_e[ids] += dY reads the old rows once" in check(name, TOP + text).out


def wrong_matmul(x="dY @ W.T", W="x.reshape(-1, K).T @ dY.reshape(-1, N)"):
    return matmul(gradients=f'{{"x": {x}, "W": {W}}}')


UNFORESEEN = {
    "zero": ("matmul", wrong_matmul(x="0 * x"), "zero", "gradient x is zero everywhere"),
    "sign": ("matmul", wrong_matmul(x="-dY @ W.T"), "sign", "gradient x has the wrong sign everywhere"),
    "factor": ("matmul", wrong_matmul(x="3.5 * dY @ W.T"), "factor", "is 3.5 times the right one everywhere"),
    "a third": ("matmul", wrong_matmul(x="dY @ W.T / 7"), "factor", "is 1/7 times the right one everywhere"),
    "output doubled": ("matmul", matmul("2 * (x @ W), backward"), "factor", "output is 2 times the right one"),
    "the last item left out": (
        "matmul", wrong_matmul(x="np.concatenate([(dY @ W.T)[:-1], 0 * x[-1:]])"), "factor-per-row",
        "times a factor for each place along axis 0: 1, 0",
    ),
    "the last item wrong": (
        "matmul", wrong_matmul(x="np.concatenate([(dY @ W.T)[:-1], x[-1:]])"), "some-rows",
        "is wrong only at 1 of its first axis (case: three axes)",
    ),
    "reversed": ("softmax", replaced("softmax", "p * (dp - mean)", "(p * (dp - mean))[..., ::-1]"), "reversed",
                 "is the right one reversed along axis"),
    "repeated rows": (
        "embedding",
        replaced("embedding", "np.add.at(dW_e, ids, dY)",
                 "np.add.at(dW_e, ids, dY)\n        dW_e[np.bincount(ids.ravel(), minlength=len(dW_e)) > 1] *= 0.3"),
        "repeated-rows", "is wrong in just the rows that ids names more than once",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name, text, shape, words", UNFORESEEN.values(), ids=UNFORESEEN)
def test_unforeseen_error_is_named_by_its_shape(name, text, shape, words):
    verdict = judged(name, text)
    assert verdict.diagnosis.mistake == shape, verdict.diagnosis.text
    assert words in verdict.diagnosis.text


def test_wrong_forward_explains_a_wrong_gradient():
    text = matmul("-(x @ W), backward", '{"x": -dY @ W.T, "W": -x.reshape(-1, K).T @ dY.reshape(-1, N)}')
    assert judged("matmul", text).diagnosis.text.startswith("output has the wrong sign")


def test_error_of_no_shape_is_not_named():
    text = wrong_matmul(x="dY @ W.T + np.sin(np.arange(x.size)).reshape(x.shape) * dY.mean()")
    assert judged("matmul", text).diagnosis is None or "axis" not in judged("matmul", text).diagnosis.text


@pytest.mark.parametrize("text", [matmul(), matmul("None"), matmul(forward="raise NotImplementedError")])
def test_nothing_is_diagnosed_where_nothing_is_wrong_by_value(text):
    assert judged("matmul", text).diagnosis is None


RNG = np.random.default_rng(0)
WANTED = RNG.standard_normal((4, 5))
SQUARE = RNG.standard_normal((2, 3, 3))
DESCRIBED = {
    "zero": (0 * WANTED, WANTED, {}, "zero"),
    "sign": (-WANTED, WANTED, {}, "sign"),
    "factor": (0.25 * WANTED, WANTED, {}, "factor"),
    "transpose": (SQUARE.swapaxes(-1, -2), SQUARE, {}, "transpose"),
    "reversed": (WANTED[::-1], WANTED, {}, "reversed"),
    "factor per row": (WANTED * np.array([[1.0], [2], [3], [4]]), WANTED, {}, "factor-per-row"),
    "factor per column": (WANTED * np.array([1.0, 2, 3, 4, 5]), WANTED, {}, "factor-per-row"),
    "some rows": (np.where(np.arange(4)[:, None] == 2, RNG.random((4, 5)), WANTED), WANTED, {}, "some-rows"),
    "a sum too many": (WANTED + WANTED.sum(-1, keepdims=True), WANTED, {}, "missing-term"),
    "a mean missing": (WANTED, WANTED - WANTED.mean(-1, keepdims=True), {}, "missing-term"),
    "repeated rows": (
        np.where(np.isin(np.arange(4), [1, 3])[:, None], RNG.random((4, 5)), WANTED), WANTED,
        {"ids": np.array([[1, 3, 0], [3, 1, 1]])}, "repeated-rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize("got, wanted, inputs, name", DESCRIBED.values(), ids=DESCRIBED)
def test_general_shape_is_found(got, wanted, inputs, name):
    assert shapes.describe(got, wanted, inputs)[0] == name


@pytest.mark.parametrize("off", [1e-16, 0.0])
def test_right_array_has_no_shape_of_error(off):
    assert shapes.describe(WANTED * (1 + off), WANTED, {}) is None


def test_array_of_another_shape_has_no_shape_of_error():
    assert shapes.describe(WANTED.T, WANTED, {}) is None


def test_factor_names_the_axis_that_is_as_long():
    _, words = shapes.describe(WANTED / 7, WANTED, {"x": np.zeros((7, 4)), "n_head": 3})
    assert words == "is 1/7 times the right one everywhere (7 is the length of axis 0 of x)"
