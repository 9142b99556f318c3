"""How long a student waits: `make bench` prints the table and asserts nothing.

Whole processes, timed from outside, in turns: every round times each command once, so that a machine whose speed
drifts slows all alike. Each row is a median, and its ratio to `python -c "import torch"` in the same rounds.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time

from rich.console import Console
from rich.progress import track
from rich.table import Table

from grader import catalog
from grader.places import COURSE, SOLUTIONS

ROUNDS = 5
TORCH = "import torch"


def commands() -> dict[str, list[str]]:
    """Return what is timed, by the label of its row."""
    python, grader = [sys.executable], [sys.executable, "-m", "grader"]
    rows = {TORCH: [*python, "-c", "import torch"], "import numpy": [*python, "-c", "import numpy"]}
    for name in catalog.all_names():
        file = SOLUTIONS / catalog.part_of(name) / f"{name}.py"
        rows[f"grader check {name}"] = [*grader, "check", name, "--file", str(file)]
    rows["the whole ladder, one process"] = [*python, "-c", LADDER]
    rows["pytest -k matmul"] = [*python, "-m", "pytest", "-q", "-k", "matmul"]
    return rows


LADDER = """
from grader import catalog
from grader.answering.tree import Tree
from grader.judge.judge import judge
from grader.judge.subject import here
from grader.places import SOLUTIONS
for name in catalog.all_names():
    assert judge(catalog.entry(name), here(catalog.entry(name), Tree(SOLUTIONS))).exit_code == 0, name
"""


def main() -> None:
    """Time every command and print the table."""
    rows = commands()
    times: dict[str, list[float]] = {label: [] for label in rows}
    for label, command in track([*rows.items()] * ROUNDS, description="timing"):
        start = time.perf_counter()
        subprocess.run(command, cwd=COURSE, capture_output=True, check=False)
        times[label].append(time.perf_counter() - start)
    table = Table("command", "median s", "least s", "share of import torch", box=None)
    torch = statistics.median(times[TORCH])
    for label, found in times.items():
        median = statistics.median(found)
        table.add_row(label, f"{median:.3f}", f"{min(found):.3f}", f"{median / torch:.2f}")
    console = Console()
    console.print(
        f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, {ROUNDS} rounds"
    )
    console.print(table)


if __name__ == "__main__":
    main()
