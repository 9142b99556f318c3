"""Remarks on passed ops: solutions earn none, planted slow ones exactly theirs, right alternatives never crash."""

import pytest

from grader.course import registry
from grader.judge import alternatives
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from grader.lab.quality.measure import largest_case, measure_both
from grader.lab.quality.remarks import Group, remarks
from grader.lab.quality.report import entries_of
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree

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


@pytest.mark.parametrize("name", OPS)
def test_solution_beside_itself_earns_no_remark(name):
    assert [r.kind for r in found(name, Tree(SOLUTIONS))] == []


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_waste_earns_exactly_its_remark(kind, tmp_path):
    name, text = PLANTED[kind]
    path = tmp_path / registry.part_of(name) / f"{name}.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert [r.kind for r in found(name, Tree(tmp_path))] == [kind]


@pytest.mark.parametrize(("name", "way"), [(n, w) for n in OPS for w in alternatives.names(registry.entry(n))])
def test_right_alternative_is_measured_and_essential_only_with_its_line(name, way):
    essential = [r for r in found(name, alternatives.tree(registry.entry(name), way)) if r.group is Group.ESSENTIAL]
    assert all(r.line for r in essential)
