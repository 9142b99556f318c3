"""Advice on float32 names the line that makes float64 of it, wherever the answer runs."""

from pathlib import Path

import pytest

from grader.course import registry
from grader.judge.judge_file import RunnerKind, judge_file
from grader.paths import SOLUTIONS
from grader.runner.source import Source
from grader.runner.tree import Tree
from tests.judge.ask_judge import replaced

WIDE = {
    "a NumPy scalar": ("gelu", "erf(x / math.sqrt(2))", "erf(x / np.sqrt(2))", "np.sqrt(2)"),
    "an array without a dtype": (
        "matmul",
        "dx = dY @ W.T",
        "dx = np.zeros(x.shape)\n        dx += dY @ W.T",
        "np.zeros",
    ),
    "an argument of a piece": ("linear", "matmul(x, W)", "matmul(x.astype(float), W)", "astype"),
    "what is returned": ("relu", 'return {"x": dx}', 'return {"x": np.float64(1) * dx}', "float64(1)"),
}


@pytest.mark.parametrize("runner", [RunnerKind.LOCAL, RunnerKind.PLAIN_PROCESS])
@pytest.mark.parametrize(("name", "old", "new", "blamed"), WIDE.values(), ids=WIDE)
def test_line_that_widens_is_named(name, old, new, blamed, runner):
    exercise, text = registry.entry(name), replaced(name, old, new)
    tree = Tree(SOLUTIONS, {exercise.key: Source(Path("answer.py"), text)})
    (advice,) = judge_file(exercise, tree, runner=runner).advice
    (line,) = [n for n, code in enumerate(text.splitlines(), 1) if blamed in code]
    assert f"The first array of float64 is made in line {line}:" in advice
