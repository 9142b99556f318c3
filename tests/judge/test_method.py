"""A backward that differences its forward numerically is refused, in every form; its look-alikes are not."""

import textwrap

import pytest

from tests.judge.ask_judge import assert_in_words, judged, solution

TOP = "import math\nimport numpy as np\nfrom scipy.special import erf\n"
GELU = TOP + "\ndef forward(x):\n    return 0.5 * x * (1 + erf(x / math.sqrt(2)))\n"
TANH = "0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z * z * z)))"


def gelu(slope, top="", returned="forward(x)"):
    """Return the text of a gelu whose backward is dY times `slope`, lines that end in an expression."""
    lines = textwrap.dedent(slope).strip().splitlines()
    body = "".join(f"        {line}\n" for line in lines[:-1])
    text = f'{GELU}{top}\n\ndef gelu(x):\n    def backward(dY):\n{body}        return {{"x": dY * ({lines[-1]})}}\n'
    return f"{text}    return {returned}, backward\n"


FIVE_POINTS = "h = {h}\n(forward(x - 2*h) - 8 * forward(x - h) + 8 * forward(x + h) - forward(x + 2*h)) / (12 * h)"
DIFFERENCES = {
    "of its own forward": ("gelu", gelu("h = 1e-6\n(gelu(x + h)[0] - gelu(x - h)[0]) / (2 * h)")),
    "of a helper": ("gelu", gelu("h = 1e-6\n(forward(x + h) - forward(x - h)) / (2 * h)")),
    "of a nested helper, handed on": (
        "gelu",
        gelu("def slope(f, at, h=1e-6): return (f(at + h) - f(at - h)) / (2 * h)\nslope(lambda z: forward(z), x)"),
    ),
    "inlined without any call": (
        "gelu",
        gelu("h = 1e-6; a = x + h; b = x - h\n"
             "(0.5*a*(1 + erf(a/math.sqrt(2))) - 0.5*b*(1 + erf(b/math.sqrt(2)))) / (2*h)"),
    ),
    "one-sided": ("gelu", gelu("h = 1e-7\n(forward(x + h) - forward(x)) / h")),
    "of five points": ("gelu", gelu(FIVE_POINTS.format(h="1e-3"))),
    "of five points far apart": ("gelu", gelu(FIVE_POINTS.format(h="0.05"))),
    "of five points, inlined": (
        "gelu",
        gelu("h = 1e-3; s = 0\nfor k, w in ((-2, 1), (-1, -8), (1, 8), (2, -1)):\n    z = x + k * h\n"
             "    s = s + w * 0.5 * z * (1 + erf(z / math.sqrt(2)))\ns / (12 * h)"),
    ),
    "extrapolated": (
        "gelu",
        gelu("d = lambda h: (forward(x + h) - forward(x - h)) / (2 * h)\n(4 * d(5e-4) - d(1e-3)) / 3"),
    ),
    "entry by entry": (
        "gelu",
        gelu("d = np.empty_like(x); h = 1e-6\n"
             "for i, v in np.ndenumerate(x): d[i] = (forward(v + h) - forward(v - h)) / (2 * h)\nd"),
    ),
    "by a complex step": (
        "gelu_tanh",
        f"{TOP}\ndef forward(z):\n    return {TANH}\n\ndef gelu_tanh(x):\n    def backward(dY):\n"
        '        return {"x": dY * forward(x + 1e-200j).imag / 1e-200}\n    return forward(x), backward\n',
    ),
    "by a complex step, inlined": (
        "gelu_tanh",
        f"{TOP}\ndef gelu_tanh(x):\n    z = x\n    Y = {TANH}\n    def backward(dY):\n        z = x + 1e-200j\n"
        f'        return {{"x": dY * ({TANH}).imag / 1e-200}}\n    return Y, backward\n',
    ),
    "by a complex step, its unit made": (
        "gelu_tanh",
        f"{TOP}\ndef gelu_tanh(x):\n    z = x\n    Y = {TANH}\n    def backward(dY):\n"
        "        z = x + complex(0, 1) * 1e-200\n"
        f'        return {{"x": dY * np.imag({TANH}) / 1e-200}}\n    return Y, backward\n',
    ),
    "of five points in longdouble, inlined": (
        "gelu_tanh",
        f"{TOP}\ndef gelu_tanh(x):\n    z = x\n    Y = {TANH}\n    def backward(dY):\n"
        "        h, s = np.longdouble(2) ** -17, 0\n"
        "        for k, w in ((-2, 1), (-1, -8), (1, 8), (2, -1)):\n            z = x.astype(np.longdouble) + k * h\n"
        f'            s = s + w * ({TANH})\n        return {{"x": dY * (s / (12 * h)).astype(float)}}\n'
        "    return Y, backward\n",
    ),
    "by approx_fprime": (
        "gelu",
        gelu("g = approx_fprime(x.ravel(), lambda z: np.sum(forward(z)), 1e-7)\ng.reshape(x.shape)",
             "from scipy.optimize import approx_fprime\n"),
    ),
    "by scipy.differentiate": (
        "gelu",
        gelu("derivative(forward, x).df", "from scipy.differentiate import derivative\n"),
    ),
    "by scipy.differentiate, of high order": (
        "gelu",
        gelu("scipy.differentiate.derivative(forward, x, order=12, tolerances=dict(atol=0, rtol=1e-14)).df",
             "import scipy.differentiate\n"),
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name, text", DIFFERENCES.values(), ids=DIFFERENCES)
def test_numerical_difference_is_refused(name, text):
    verdict = judged(name, text)
    assert verdict.exit_code == 1
    assert verdict.points < 0.3 * verdict.max_points
    assert any("numerical" in finding.message for _, finding in verdict.failures)


@pytest.mark.parametrize("h", ["1e-6", "1e-4", "2.0 ** -10"])
@pytest.mark.parametrize("name", ["matmul", "embedding", "softmax", "layer_norm", "sum_all", "add"])
def test_numerical_differentiation_is_named_in_every_exercise(name, h):
    verdict = judged(name, solution(name) + ENTRY_BY_ENTRY.format(name=name, h=h), seconds=4)
    assert verdict.exit_code == 1
    method = [finding.message for check, finding in verdict.failures if check.kind == "method"]
    assert method and "moved by a little: that is a numerical difference" in method[0]


ENTRY_BY_ENTRY = """

_right = {name}

def {name}(*inputs):
    Y, backward = _right(*inputs)
    names = list(backward(np.ones_like(Y)))

    def difference(dY):
        found = {{}}
        for i, name in enumerate(names):
            found[name] = np.zeros(inputs[i].shape)
            for at in np.ndindex(inputs[i].shape):
                above, below = inputs[i].copy(), inputs[i].copy()
                above[at] += {h}
                below[at] -= {h}
                moved = [_right(*inputs[:i], x, *inputs[i + 1:])[0] for x in (above, below)]
                found[name][at] = np.sum(dY * (moved[0] - moved[1])) / (2 * {h})
        return found

    return Y, difference
"""


@pytest.mark.parametrize("h", ["1.0", "1e-3"])
def test_a_difference_made_in_place_is_named(h):
    in_place = """
                kept = inputs[i][at]
                inputs[i][at] = kept + {h}
                above = _right(*inputs)[0]
                inputs[i][at] = kept - {h}
                moved = above, _right(*inputs)[0]
                inputs[i][at] = kept
"""
    lines = ENTRY_BY_ENTRY.splitlines(keepends=True)
    first, last = (next(i for i, line in enumerate(lines) if words in line) for words in ("above, below =", "moved ="))
    text = "".join([*lines[:first], in_place.lstrip("\n"), *lines[last + 1 :]])
    verdict = judged("matmul", solution("matmul") + text.format(name="matmul", h=h))
    assert any(check.kind == "method" and "with x moved" in f.message for check, f in verdict.failures)


def test_refusal_names_the_function_that_was_differenced(check):
    ran = check("gelu", DIFFERENCES["of a helper"][1], "--all")
    assert "backward calls forward with x moved by a little" in ran.out
    assert_in_words(ran)


def test_complex_step_is_refused_at_its_line(check):
    ran = check("gelu_tanh", DIFFERENCES["by a complex step, inlined"][1])
    assert "line 9 uses complex numbers: a complex step is a numerical derivative" in ran.out


ROWS = """
def row(p, dp):
    return p * (dp - p @ dp)

def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    p = e / e.sum(-1, keepdims=True)
    def backward(dp):
        flat = p.reshape(-1, p.shape[-1])
        rows = [row(a, b) for a, b in zip(flat, dp.reshape(flat.shape))]
        return {"x": np.array(rows).reshape(p.shape)}
    return p, backward
"""
CENTRED = """
def center(z):
    return z - z.mean(-1, keepdims=True)

def layer_norm(x, gamma, beta, eps=1e-5):
    c = center(x)
    s = 1 / np.sqrt((c * c).mean(-1, keepdims=True) + eps)
    def backward(dY):
        hat, g = center(x) * s, center(dY * gamma)
        dx = s * (g - hat * (dY * gamma * hat).mean(-1, keepdims=True))
        axes = tuple(range(x.ndim - 1))
        return {"x": dx, "gamma": (dY * hat).sum(axes), "beta": dY.sum(axes)}
    return c * s * gamma + beta, backward
"""
RIGHT = {
    "the forward recomputed once": ("gelu", gelu("cdf = np.where(x == 0, 0.5, forward(x) / np.where(x == 0, 1, x))\n"
                                                 "cdf + x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)")),
    "the own op recomputed once": ("gelu", gelu("Y = gelu(x)[0]\n"
        "np.where(x == 0, 0.5, Y / np.where(x == 0, 1, x)) + x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)")),
    "a helper per row": ("softmax", TOP + ROWS),
    "a helper that centres its input": ("layer_norm", TOP + CENTRED),
    "a transpose by its own op": ("transpose", TOP + "def transpose(x, axes):\n"
        '    return np.transpose(x, axes), lambda dY: {"x": transpose(dY, np.argsort(axes))[0]}\n'),
    "a reshape by its own op": ("reshape", TOP + "def reshape(x, shape):\n"
        '    return x.reshape(shape), lambda dY: {"x": reshape(dY, x.shape)[0]}\n'),
    "a product by its own op": ("matmul", TOP + "def matmul(x, W):\n    K, N = W.shape\n"
        '    return x @ W, lambda dY: {"x": matmul(dY, W.T)[0],\n'
        '        "W": matmul(x.reshape(-1, K).T, dY.reshape(-1, N))[0]}\n'),
    "a small number added for safety": ("softmax", TOP + "def divide(a, b):\n    return a / b\n\n" + ROWS.replace(
        "e / e.sum(-1, keepdims=True)", "divide(e, e.sum(-1, keepdims=True) + 1e-300)")),
}  # fmt: skip


@pytest.mark.parametrize("name, text", RIGHT.values(), ids=RIGHT)
def test_right_answer_that_looks_alike_is_not_refused(name, text):
    verdict = judged(name, text)
    assert verdict.exit_code == 0, [(c.name, f.message) for c, f in verdict.failures]


STEPS_FAR_APART = [
    (name, h) for name in ("matmul", "embedding", "add", "sum_all", "lm_head") for h in ("1.0", "2.0 ** 20")
]


@pytest.mark.parametrize("name, h", STEPS_FAR_APART)
def test_a_large_step_difference_of_a_linear_op_is_refused(name, h):
    verdict = judged(name, solution(name) + ENTRY_BY_ENTRY.format(name=name, h=h), seconds=4)
    assert verdict.exit_code == 1
    assert any(check.kind == "method" for check, _ in verdict.failures)


def test_complex_step_hidden_in_views_is_refused():
    text = f"""{TOP}
def gelu_tanh(x):
    z = x
    Y = {TANH}
    def backward(dY):
        z = np.stack([x, np.full(x.shape, 1e-200)], -1).view("c16")[..., 0]
        y = np.ascontiguousarray({TANH})[..., None].view("f8")[..., 1]
        return {{"x": dY * y / 1e-200}}
    return Y, backward
"""
    assert "computes with complex numbers" in judged("gelu_tanh", text).failures[0][1].message


DUAL = """import numpy as np
class Dual:
    def __init__(self, value, slope): self.value, self.slope = value, slope
    def __add__(self, other): return Dual(self.value + other.value, self.slope + other.slope)
    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

def multiply(a, b):
    def backward(dY):
        by_a = Dual(a, np.ones(a.shape)) * Dual(b, np.zeros(b.shape))
        by_b = Dual(a, np.zeros(a.shape)) * Dual(b, np.ones(b.shape))
        return {"a": _shrunk(dY * by_a.slope, a.shape), "b": _shrunk(dY * by_b.slope, b.shape)}
    return a * b, backward

def _shrunk(d, shape):
    d = d.sum(axis=tuple(range(d.ndim - len(shape))))
    return d.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1 != d.shape[i]), keepdims=True).reshape(shape)
"""


def test_numbers_that_carry_a_derivative_are_refused():
    verdict = judged("multiply", DUAL)
    ((check, finding),) = verdict.failures
    assert check.kind == "method" and "Dual is a number with an arithmetic of its own" in finding.message


@pytest.mark.parametrize("number", ["Fraction", "Decimal"])
def test_numbers_of_any_length_are_refused(number):
    top = f"from {'fractions' if number == 'Fraction' else 'decimal'} import {number}\n"
    body = f"exact = [{number}(float(v)) for v in dY.flat]\n        first = exact[0]\n"
    text = solution("scale").replace("def backward(dY: np.ndarray) -> dict[str, np.ndarray]:\n", "BACKWARD")
    text = text.replace("BACKWARD", "def backward(dY: np.ndarray) -> dict[str, np.ndarray]:\n        " + body)
    verdict = judged("scale", text.replace("import numpy as np\n", f"import numpy as np\n{top}"))
    assert [check.kind for check, _ in verdict.failures] == ["method"]
    assert number in verdict.failures[0][1].message
