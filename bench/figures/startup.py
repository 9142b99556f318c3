"""How long a student waits: whole processes from start to end, none of them warm.

Python may keep what it compiled, as it does for a student (PYTHONDONTWRITEBYTECODE is left out), in a folder of its
own; a first round, in which it compiles, is not timed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bench import models
from bench.figure import MEDIAN, WORST, Figure, Goal, Work
from grader.course import registry
from grader.errors import GraderError
from grader.paths import COURSE, SOLUTIONS

VERDICT = 0.35
"""Seconds from save to verdict that are wanted of the exercises in EARLY."""
EARLY = ("part03", "part04", "part05", "part06")

LADDER = """
from grader.course import registry
from grader.judge.judge_file import judge_file
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
for name in registry.all_names():
    assert judge_file(registry.entry(name), Tree(SOLUTIONS)).exit_code == 0, name
"""


def checks() -> dict[str, list[str]]:
    """Return `grader check` of every solution, by exercise."""
    files = {name: SOLUTIONS / registry.part_of(name) / f"{name}.py" for name in registry.all_names()}
    return {name: ["-m", "grader", "check", name, "--file", str(file)] for name, file in files.items()}


def goals() -> dict[str, float]:
    """Return the seconds that are wanted, by exercise."""
    return {name: VERDICT for name in registry.all_names() if registry.part_of(name).startswith(EARLY)}


def processes(rows: dict[str, list[str]], folder: Path = COURSE, ends: tuple[int, ...] = (0,)) -> Work:
    """Return a round: every command of Python's once, in `folder`. Raises GraderError where one does not end so."""
    compiled = tempfile.TemporaryDirectory()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def work() -> dict[str, float]:
        found = {}
        for label, arguments in rows.items():
            command, start = [sys.executable, *arguments], time.perf_counter()
            done = subprocess.run(
                command, cwd=folder, env=env | {"PYTHONPYCACHEPREFIX": compiled.name}, capture_output=True, check=False
            )
            found[label] = time.perf_counter() - start
            if done.returncode not in ends:
                raise GraderError(f"{' '.join(command)} ended with {done.returncode}, so its time says nothing")
        return found

    work()
    return work


def python(code: str) -> Work:
    """Return a round of Python running some code."""
    return processes({"": ["-c", code]})


def pytorch() -> Work:
    """Return a round of importing PyTorch."""
    models.need_torch()
    return python("import torch")


def empty_pytest() -> Work:
    """Return a round of pytest on an empty file, which ends with 5: there are no tests."""
    folder = Path(tempfile.mkdtemp())
    (folder / "test_empty.py").touch()
    return processes({"": ["-m", "pytest", "-q"]}, folder, (5,))


def pytest_matmul() -> Work:
    """Return a round of `pytest -k matmul`, which fails where the stub is not written yet."""
    return processes({"": ["-m", "pytest", "-q", "-k", "matmul"]}, COURSE, (0, 1))


CHECK = "grader check"
FIGURE = Figure(
    title="start-up times",
    sides={
        "import numpy": partial(python, "import numpy"),
        "import torch": pytorch,
        CHECK: lambda: processes(checks()),
        "the whole ladder, one process": partial(python, LADDER),
        "pytest on an empty file": empty_pytest,
        "pytest -k matmul": pytest_matmul,
    },
    goals=(
        Goal(CHECK, "import numpy", 2.2, entry="matmul"),
        Goal(CHECK, "import numpy", 3.0, entry=MEDIAN),
        Goal(CHECK, "import numpy", 5.0, entry=WORST),
        Goal(CHECK, "import torch", entry=MEDIAN),
        Goal("the whole ladder, one process", "import torch"),
        Goal("pytest -k matmul", "pytest on an empty file", 1.6),
    ),
    entry_goals=goals(),
    untimed=0,
)
