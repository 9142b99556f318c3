"""How long a student waits: whole processes from start to end, none of them warm."""

from __future__ import annotations

import subprocess
import sys
import time

from bench.figure import Figure, Work
from grader import catalog
from grader.places import COURSE, SOLUTIONS

TORCH = "import torch"
VERDICT = 0.35
"""Seconds from save to verdict that are wanted of the exercises in EARLY."""
EARLY = ("part03", "part04", "part05", "part06")
PYTEST = "pytest -k matmul"

LADDER = """
from grader import catalog
from grader.answering.tree import Tree
from grader.judge.judge import judge
from grader.judge.subject import here
from grader.places import SOLUTIONS
for name in catalog.all_names():
    assert judge(catalog.entry(name), here(catalog.entry(name), Tree(SOLUTIONS))).exit_code == 0, name
"""


def commands() -> dict[str, list[str]]:
    """Return what is timed, by the label of its row."""
    python, grader = [sys.executable], [sys.executable, "-m", "grader"]
    rows = {TORCH: [*python, "-c", TORCH], "import numpy": [*python, "-c", "import numpy"]}
    for name in catalog.all_names():
        file = SOLUTIONS / catalog.part_of(name) / f"{name}.py"
        rows[f"grader check {name}"] = [*grader, "check", name, "--file", str(file)]
    rows["the whole ladder, one process"] = [*python, "-c", LADDER]
    rows[PYTEST] = [*python, "-m", "pytest", "-q", "-k", "matmul"]
    return rows


def goals() -> dict[str, float]:
    """Return the seconds that are wanted, by row."""
    early = [name for name in catalog.all_names() if catalog.part_of(name).startswith(EARLY)]
    return {f"grader check {name}": VERDICT for name in early} | {PYTEST: 0.8}


def processes() -> Work:
    """Return a round: every command once."""
    rows = commands()

    def work() -> dict[str, float]:
        found = {}
        for label, command in rows.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=COURSE, capture_output=True, check=False)
            found[label] = time.perf_counter() - start
        return found

    return work


FIGURE = Figure(
    title="start-up times",
    sides={"from start to end": processes},
    entry_goals=goals(),
    entries_against=TORCH,
    untimed=0,
)
