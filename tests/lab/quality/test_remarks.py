"""Remarks on passed ops: solutions earn none, planted slow ones exactly theirs, right alternatives never crash."""

import pytest

from grader.course import registry
from grader.judge import alternatives
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from grader.lab.quality.measure import largest_case, measure_both
from grader.lab.quality.quality_report import READ, entries_of
from grader.lab.quality.remarks import Group, remarks
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree
from tests.lab.quality.essential import ESSENTIAL
from tests.prose.markdown import anchors

SOFTMAX = """import numpy as np
def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    p = {p}
    def backward(dp):
        {body}
    return p, backward
"""
PLAIN = "e / e.sum(-1, keepdims=True)"
GRADIENT = "return {'x': p * (dp - (dp * p).sum(-1, keepdims=True))}"
PLANTED = {
    "jacobian": (
        "softmax",
        SOFTMAX.format(
            p=PLAIN,
            body="J = p[..., :, None] * (np.eye(p.shape[-1], dtype=p.dtype) - p[..., None, :])\n"
            "        return {'x': np.einsum('...i,...ij->...j', dp, J)}",
        ),
    ),
    "python-loop": (
        "softmax",
        SOFTMAX.format(
            p=PLAIN,
            body="dx = np.zeros_like(p)\n        for i in np.ndindex(p.shape[:-1]):\n"
            "            dx[i] = p[i] * (dp[i] - np.sum(dp[i] * p[i]))\n        return {'x': dx}",
        ),
    ),
    "copy": ("softmax", SOFTMAX.format(p="(e / e.sum(-1, keepdims=True)).copy()", body=GRADIENT)),
    "temporaries": ("softmax", SOFTMAX.format(p="((((((" + PLAIN + ") * 2) / 2) * 4) / 4) * 8) / 8", body=GRADIENT)),
    "float32-lost": (
        "softmax",
        SOFTMAX.format(p=PLAIN, body="return {'x': p * (dp - (dp * p).sum(-1, keepdims=True)) * np.float64(1)}"),
    ),
    "power": (
        "gelu_tanh",
        (SOLUTIONS / registry.part_of("gelu_tanh") / "gelu_tanh.py")
        .read_text(encoding="utf-8")
        .replace("slope = x * x", "slope = x**3 / x"),
    ),
}
OPS = [name for name in registry.all_names() if registry.entry(name).is_op]


def found(name: str, tree: Tree):
    exercise = registry.entry(name)
    solution = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)))
    mine = solution.for_submission(load_local(exercise, tree))
    case = largest_case(solution)
    return remarks(*measure_both(mine, solution, case), entries_of(solution, case))


def planted(folder, name, text):
    path = folder / registry.part_of(name) / f"{name}.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return Tree(folder)


@pytest.mark.parametrize("name", OPS)
def test_solution_beside_itself_earns_no_remark(name):
    assert [r.kind for r in found(name, Tree(SOLUTIONS))] == []


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_waste_earns_exactly_its_remark(kind, tmp_path):
    assert [r.kind for r in found(PLANTED[kind][0], planted(tmp_path, *PLANTED[kind]))] == [kind]


@pytest.mark.parametrize(("name", "way"), [(n, w) for n in OPS for w in alternatives.names(registry.entry(n))])
def test_right_alternative_is_essentially_wasteful_only_where_its_code_is(name, way):
    essential = [r for r in found(name, alternatives.tree(registry.entry(name), way)) if r.group is Group.ESSENTIAL]
    kinds, _ = ESSENTIAL.get((name, way), ("", ""))
    assert [r.kind for r in essential] == kinds.split()
    assert all(r.line for r in essential)


def test_several_calls_on_one_line_are_no_loop(tmp_path):
    text = "import numpy as np\ndef scale(x, c):\n    Y = c * x" + " + x - x" * 8 + "\n"
    text += "    return Y, lambda dY: {'x': c * dY}\n"
    assert Group.ESSENTIAL not in [r.group for r in found("scale", planted(tmp_path, "scale", text))]


def test_a_power_of_one_number_for_each_row_is_no_waste(tmp_path):
    text = (SOLUTIONS / registry.part_of("layer_norm") / "layer_norm.py").read_text(encoding="utf-8")
    text += """

_whole = layer_norm


def layer_norm(x, gamma, beta, eps=1e-5):
    (x.max(axis=-1, keepdims=True) + 1.0) ** 3
    return _whole(x, gamma, beta, eps)
"""
    assert "power" not in [r.kind for r in found("layer_norm", planted(tmp_path, "layer_norm", text))]


def test_float32_is_asked_of_every_array_in_a_dict_of_gradients():
    remarked = found("gpt2_loss", alternatives.tree(registry.entry("gpt2_loss"), "tape"))  # its np.eye is float64
    assert "float32-lost" in [r.kind for r in remarked]


def test_slices_that_are_views_are_no_loop(tmp_path):
    text = "def scale(x, c):\n    views = [x[i % len(x)] for i in range(100)]\n"
    text += "    return c * x, lambda dY: {'x': c * dY}\n"
    assert found("scale", planted(tmp_path, "scale", text)) == []


def test_loss_that_is_a_python_float_keeps_float32(tmp_path):
    text = (SOLUTIONS / registry.part_of("sum_all") / "sum_all.py").read_text(encoding="utf-8")
    text += "\n\n_array = sum_all\n\n\ndef sum_all(x):\n    Y, backward = _array(x)\n    return float(Y), backward\n"
    assert "float32-lost" not in [r.kind for r in found("sum_all", planted(tmp_path, "sum_all", text))]


@pytest.mark.parametrize("link", sorted(set(READ.values())))
def test_what_a_remark_links_to_is_a_heading(link):
    path, _, anchor = link.partition("#")
    assert anchor in anchors((COURSE / path).read_text(encoding="utf-8"))
