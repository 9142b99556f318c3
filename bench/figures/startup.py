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

from bench.figure import Figure, Work
from grader.course import registry
from grader.errors import GraderError
from grader.paths import COURSE, SOLUTIONS

TORCH = "import torch"
VERDICT = 0.35
"""Seconds from save to verdict that are wanted of the exercises in EARLY."""
EARLY = ("part03", "part04", "part05", "part06")
PYTEST = "pytest -k matmul"

LADDER = """
from grader.course import registry
from grader.judge.judge_file import judge_file
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
for name in registry.all_names():
    assert judge_file(registry.entry(name), Tree(SOLUTIONS)).exit_code == 0, name
"""


def commands() -> dict[str, list[str]]:
    """Return what is timed, by the label of its row."""
    python, grader = [sys.executable], [sys.executable, "-m", "grader"]
    rows = {TORCH: [*python, "-c", TORCH], "import numpy": [*python, "-c", "import numpy"]}
    for name in registry.all_names():
        file = SOLUTIONS / registry.part_of(name) / f"{name}.py"
        rows[f"grader check {name}"] = [*grader, "check", name, "--file", str(file)]
    rows["the whole ladder, one process"] = [*python, "-c", LADDER]
    rows[PYTEST] = [*python, "-m", "pytest", "-q", "-k", "matmul"]
    return rows


def goals() -> dict[str, float]:
    """Return the seconds that are wanted, by row."""
    early = [name for name in registry.all_names() if registry.part_of(name).startswith(EARLY)]
    return {f"grader check {name}": VERDICT for name in early} | {PYTEST: 0.8}


def processes() -> Work:
    """Return a round: every command once."""
    rows, folder = commands(), tempfile.TemporaryDirectory()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def work() -> dict[str, float]:
        found = {}
        for label, command in rows.items():
            start = time.perf_counter()
            done = subprocess.run(
                command, cwd=COURSE, env=env | {"PYTHONPYCACHEPREFIX": folder.name}, capture_output=True, check=False
            )
            found[label] = time.perf_counter() - start
            if done.returncode and label != PYTEST:  # pytest tells of stubs that are not written yet
                raise GraderError(f"{label} ended with {done.returncode}, so its time says nothing")
        return found

    work()
    return work


FIGURE = Figure(
    title="start-up times",
    sides={"from start to end": processes},
    entry_goals=goals(),
    entries_against=TORCH,
    untimed=0,
)
