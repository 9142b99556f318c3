"""A wrong answer is named: as the known mistake whose numbers it gives, else by the general shape of its error."""

import re

import numpy as np
import pytest

from grader.course import chapters, registry
from grader.judge.compare import number
from grader.judge.diagnosis import error_patterns, mend
from grader.judge.diagnosis.error_patterns import on_every_case
from grader.judge.diagnosis.partial_patterns import partial
from grader.paths import COURSE
from tests.judge.ask_judge import judged, matmul, replaced, solution

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


SPOILT_LATER = """

_first = {name}


def {name}(*given):
    output, back = _first(*given)

    def backward(upstream):
        g = back(upstream)
        g["{key}"] = {spoilt}
        return g

    return output, backward
"""


def spoilt_later(name, key, spoilt):
    """A right answer whose gradient is spoilt in a way that no single change of a line mends."""
    return solution(name) + SPOILT_LATER.format(name=name, key=key, spoilt=spoilt)


UNFORESEEN = {
    "zero": (matmul(gradients='{"x": 0 * x, "W": 0 * W}'), "zero", "is zero everywhere: nothing of the upstream"),
    "a factor that means nothing": (spoilt_later("matmul", "x", 'np.add(g["x"] * 3, g["x"] / 2)'), "", ""),
    "a constant": (spoilt_later("matmul", "x", 'g["x"] / np.sqrt(np.pi)'), "factor", "is 1/√π times the right one"),
    "over the rows": (
        spoilt_later("matmul", "x", 'g["x"] / (upstream.size // upstream.shape[-1]) ** 2 * upstream[..., 0].size'),
        "factor", "divided by the number of x's rows",
    ),
    "the last item wrong": (
        spoilt_later("matmul", "x", 'np.concatenate([g["x"][..., :-1], np.sin(g["x"][..., -1:])], -1)'), "some-rows",
        "is wrong only at the last place of the last axis",
    ),
    "reversed": (spoilt_later("matmul", "x", 'np.flip(np.abs(g["x"]) * np.sign(g["x"]), -1)'), "reversed",
                 "is the right one reversed along the last axis"),
}  # fmt: skip


@pytest.mark.parametrize("text, shape, words", UNFORESEEN.values(), ids=UNFORESEEN)
def test_unforeseen_error_is_named_by_its_shape(text, shape, words, monkeypatch):
    monkeypatch.setattr(mend, "SECONDS", 0.0)
    verdict = judged("matmul", text)
    assert verdict.diagnosis.mistake == shape, verdict.diagnosis
    assert words in verdict.diagnosis.text


def test_wrong_forward_explains_a_wrong_gradient():
    text = matmul("-(x @ W), backward", '{"x": -dY @ W.T, "W": -x.reshape(-1, K).T @ dY.reshape(-1, N)}')
    assert judged("matmul", text).diagnosis.text.endswith("output is right in every ordinary case.")


def test_error_of_no_shape_is_worked_out_on_its_smallest_case(monkeypatch):
    monkeypatch.setattr(mend, "SECONDS", 0.0)
    told = judged("matmul", spoilt_later("matmul", "x", 'np.sin(np.cos(g["x"]))')).diagnosis
    assert not told.mistake and not told.text
    assert told.chapter.endswith("#matmul")
    assert told.worked.array == "gradient x" and {"x", "W", "upstream"} == set(told.worked.inputs)
    assert told.worked.wanted != told.worked.got


def test_case_of_an_exercise_that_is_kept_from_the_answer_is_not_worked_out():
    told = judged("gradient_check", replaced("gradient_check", "max_rel < rtol", "max_rel < rtol / 7e5")).diagnosis
    assert told is not None and told.worked is None


@pytest.mark.parametrize("text", [matmul(), matmul("None"), matmul(forward="raise NotImplementedError")])
def test_nothing_is_diagnosed_where_nothing_is_wrong_by_value(text):
    assert judged("matmul", text).diagnosis is None


RNG = np.random.default_rng(0)
WANTED = RNG.standard_normal((4, 5))
SQUARE = RNG.standard_normal((2, 3, 3))
DESCRIBED = {
    "zero": (0 * WANTED, WANTED, {}, "zero"),
    "sign": (-WANTED, WANTED, {}, "sign"),
    "factor": (0.5 * WANTED, WANTED, {}, "factor"),
    "transpose": (SQUARE.swapaxes(-1, -2), SQUARE, {}, "transpose"),
    "reversed": (WANTED[::-1], WANTED, {}, "reversed"),
    "factor per row": (WANTED * np.array([[1.0], [2], [3], [4]]), WANTED, {}, "factor-per-row"),
    "factor per column": (WANTED * np.array([1.0, 2, 3, 4, 5]), WANTED, {}, "factor-per-row"),
    "some rows": (np.where(np.arange(4)[:, None] == 3, RNG.random((4, 5)), WANTED), WANTED, {}, "some-rows"),
    "a sum too many": (WANTED + WANTED.sum(-1, keepdims=True), WANTED, {}, "missing-term"),
    "a mean missing": (WANTED, WANTED - WANTED.mean(-1, keepdims=True), {}, "missing-term"),
    "repeated rows": (
        np.where(np.isin(np.arange(4), [1, 3])[:, None], RNG.random((4, 5)), WANTED), WANTED,
        {"ids": np.array([[1, 3, 0], [3, 1, 1]]), "W_e": WANTED}, "repeated-rows",
    ),
}  # fmt: skip


def described(got, wanted, around):
    return [each for say in (error_patterns.whole, partial) for each in say(got, wanted, around)]


@pytest.mark.parametrize("got, wanted, inputs, name", DESCRIBED.values(), ids=DESCRIBED)
def test_general_shape_is_found(got, wanted, inputs, name):
    assert name in [named for named, _ in described(got, wanted, inputs)]


@pytest.mark.parametrize("off", [1e-16, 0.0])
def test_right_array_has_no_shape_of_error(off):
    assert not described(WANTED * (1 + off), WANTED, {})


def test_array_of_another_shape_has_no_shape_of_error():
    assert not described(WANTED.T, WANTED, {})


def test_single_number_has_no_shape_of_error():
    assert not described(np.array(0.0), np.array(1.0), {})


def test_factor_of_two_cases_is_named_by_the_length_that_both_have():
    said = [error_patterns.whole(WANTED / n, WANTED, {"x": np.zeros((n, 4)), "n_head": 3}) for n in (7, 5)]
    assert on_every_case(said) == ("factor", "is the right one divided by the length of x's first axis")


def test_factor_of_one_case_alone_does_not_speak_for_the_others():
    assert on_every_case([error_patterns.whole(c * WANTED, WANTED, {}) for c in (2.5, 3.5)]) is None


def test_zero_output_is_not_said_to_miss_the_upstream_gradient():
    assert "upstream" not in judged("matmul", matmul("0 * (x @ W), backward")).diagnosis.text
    assert "upstream" in judged("matmul", matmul(gradients='{"x": 0 * x, "W": 0 * W}')).diagnosis.text


def test_count_that_the_judge_measured_has_no_shape_of_error():
    unchecked = replaced("Tensor", "if upstream.shape != self.shape:", "if upstream.ndim > 9:")
    verdict = judged("Tensor", unchecked)
    assert not verdict.passed
    assert not verdict.diagnosis.mistake


def test_zero_has_no_sign():
    assert (number(-0.0), number(-0.0, 1.0)) == ("0", "0")


def test_two_mistakes_at_once_are_both_named():
    text = replaced("layer_norm", "dbeta = rows.sum(axis=0)", "dbeta = rows.mean(axis=0)")
    text = text.replace("g - through_mean - through_sigma", "g")
    told = judged("layer_norm", text).diagnosis
    assert told.mistake == "statistics-as-constants"
    assert "(In gradient x.) Besides, gradient beta is the right one divided by the number of" in told.text


def test_crash_of_a_known_mistake_is_named_wherever_it_stands():
    text = replaced("clip_grad_norm", " if p.grad is not None]", "]")
    assert judged("clip_grad_norm", "# a line more\n\n" + text).diagnosis.mistake == "none-not-expected"


FORMS = {
    "an attribute of another name": ("Linear", "self.W", "self.weight", "missing-name", "Yours has b, forward, weight"),
    "a method of another name": ("AdamW", "def step(", "def steps(", "missing-name", "Is it steps or state"),
    "axes swapped": ("Linear", "(n_in, n_out))", "(n_out, n_in))", "places-swapped", "have changed places"),
    "an array for a Tensor": (
        "Linear", "return apply(linear, x, self.W, self.b)", "return x.data @ self.W.data + self.b.data",
        "not-a-tensor", "has no way back",
    ),
    "no base class": ("Linear", "class Linear(Module)", "class Linear", "not-callable", "class Linear(Module)"),
    "an argument renamed": ("Linear", "dtype", "kind", "other-arguments", "Keep the names and defaults"),
    "a gradient not summed": (
        "linear", "dY.reshape(-1, len(b)).sum(axis=0)", "dY", "sum-missing", "sum over these axes",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name, old, new, form, words", FORMS.values(), ids=FORMS)
def test_answer_of_the_wrong_form_gets_a_sentence_that_helps(name, old, new, form, words):
    text = solution(name)
    assert old in text
    verdict = judged(name, text.replace(old, new))
    assert not verdict.passed
    assert verdict.diagnosis.mistake == form, (verdict.diagnosis, verdict.failures[0][1].message)
    assert words in verdict.diagnosis.text


def anchors(part):
    text = (COURSE / "exercises" / part / "README.md").read_text()
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", registry.all_names())
def test_chapter_has_the_section_that_a_diagnosis_names(name):
    path, _, anchor = chapters.section_link(registry.part_of(name), name).partition("#")
    assert (COURSE / path).is_file()
    assert anchor in anchors(registry.part_of(name))


BACKWARD_REMEMBERED = """
_own = softmax_cross_entropy
def softmax_cross_entropy(*inputs, **options):
    loss, backward = _own(*inputs, **options)
    kept = []
    def again(dL):
        kept[:] = kept or [backward(dL)]
        return dict(kept[0])
    return loss, again
"""


def test_answer_right_on_every_case_is_not_a_mistake_that_only_an_identity_sees():
    verdict = judged("softmax_cross_entropy", solution("softmax_cross_entropy") + BACKWARD_REMEMBERED)
    assert verdict.failures and verdict.diagnosis is None


def test_mistake_that_only_an_identity_sees_is_still_named():
    text = replaced("softmax_cross_entropy", "n = max(1, len(kept))", "n = np.float64(len(kept))")
    assert judged("softmax_cross_entropy", text).diagnosis.mistake == "mean-of-nothing"
