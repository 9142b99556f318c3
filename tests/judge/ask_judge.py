"""How the tests of the judge ask it: the real command line, the judge itself, and answers made to order."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.course import registry
from grader.judge.judge import judge_submission
from grader.judge.submission import load_local
from grader.paths import COURSE, SOLUTIONS
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.source import Source
from grader.runner.tree import Tree

NAMES = [
    name
    for name in registry.all_names()
    if (COURSE / "grader" / "course" / registry.part_of(name) / name / "entry.py").exists()
]
"""Every exercise that is written."""

OPS = [name for name in NAMES if registry.entry(name).is_op]


@dataclass
class Ran:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def text(self):
        return self.out + self.err


def assert_in_words(ran):
    """No traceback, and no path of the grader's own files."""
    for token in ("Traceback", f"{COURSE}/grader", f"{COURSE}/reference", "object at 0x", "site-packages"):
        assert token not in ran.text, ran.text


def spawned(*arguments, cwd=None, program=("-m", "grader")):
    """Run the real command line in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if k not in ("GRADER_DEBUG", "COLUMNS")}
    done = subprocess.run(
        [sys.executable, *program, *map(str, arguments)],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def judged(name, text, seed=0, *, seconds=ANSWER_SECONDS, **options):
    """Return the verdict on a text in the place of the exercise's file. Raises what `judge` raises."""
    exercise = registry.entry(name)
    source = Source(Path("answer.py"), text)
    tree = Tree(SOLUTIONS, {f"{exercise.part}.{name}": source})
    return judge_submission(exercise, load_local(exercise, tree, seconds), seed, **options)


def solution(name):
    """Return the text of an exercise's solution."""
    return (SOLUTIONS / registry.part_of(name) / f"{name}.py").read_text()


def replaced(name, old, new):
    """Return the text of a solution with one line changed."""
    text = solution(name)
    assert text.count(old) == 1, f"{name}: {old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def matmul(
    returned="x @ W, backward",
    gradients='{"x": dY @ W.T, "W": x.reshape(-1, K).T @ dY.reshape(-1, N)}',
    *,
    forward="pass",
    backward="pass",
    top="",
):
    """Return the text of a matmul, right but for what is given: line 6 opens the forward, line 8 the backward."""
    return f"""import numpy as np
{top}

def matmul(x, W):
    K, N = W.shape
    {forward}
    def backward(dY):
        {backward}
        return {gradients}
    return {returned}
"""
