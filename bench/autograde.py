"""What autograde costs in CPU beside stock nbgrader's: `python -m bench.autograde [PART [COUNT]]`; asserts nothing.

The same solved notebooks, graded by `nbgrader autograde` in a process of its own, in turns: once as nbgrader comes (a
kernel for each notebook runs the student's code and the tests together), once with the course's configuration (a
sandbox for each notebook, the tests outside it). Processor seconds of all that it starts, kernels and sandboxes among
them, so that other work on the machine hardly counts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cyclopts import App

from bench.command import at_least_one, run_app
from bench.processor_time import SandboxTime, own_and_waited_for
from grader.course import registry
from grader.errors import BadInput, GraderError
from grader.instructor.release.course_folder import release_course
from grader.paths import COURSE

PART, COUNT, ROUNDS = "part03_linear_algebra", 10, 2
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "gpt2-by-hand"\n'


app = App(name="bench.autograde", help="Measure what autograde costs in CPU beside stock nbgrader's.")


@app.default
def autograde(part: str = PART, count: int = COUNT) -> int:
    """Grade the same notebooks both ways, and print the processor seconds of each. Nothing is asserted.

    Parameters
    ----------
    part
        The part whose notebook is graded.
    count
        Solved notebooks that are graded.
    """
    at_least_one("COUNT", count)
    if part not in registry.parts():
        raise BadInput(f"There is no part {part!r}; there are {', '.join(registry.parts())}.")
    with tempfile.TemporaryDirectory() as folder:
        configured = Path(folder) / "configured"
        _prepare(configured, part, count)
        stock = shutil.copytree(configured, Path(folder) / "stock")
        (stock / "nbgrader_config.py").write_text(STOCK)
        # Stock runs each cell's magic, which writes into the nearest exercises/.
        shutil.copytree(COURSE / "exercises", stock / "exercises")
        took: dict[str, list[float]] = {"stock nbgrader": [], "ours, sandboxed": []}
        for _ in range(ROUNDS):
            for times, course in zip(took.values(), (stock, configured), strict=True):
                start = own_and_waited_for()
                with SandboxTime() as sandboxes:
                    _nbgrader(course, "autograde", part, "--force")
                times.append(own_and_waited_for() - start - sandboxes.of_reading + sandboxes.seconds)
    print(
        f"{count} solved notebooks of {part}, {len(registry.names(part))} exercises each, {ROUNDS} rounds, the least:"
    )
    for label, times in took.items():
        print(f"  {label}: {min(times):.1f} s of CPU, {min(times) / count:.2f} s a submission")
    first, second = (min(times) for times in took.values())
    print(f"  ratio: ours takes {second / first:.2f} of stock's CPU")
    return 0


def _prepare(course: Path, part: str, count: int) -> None:
    """Release the part, and submit `count` solved notebooks, each with a text of its own."""
    release_course(course, [part], "1" * 32)
    _nbgrader(course, "generate_assignment", part)
    text = (course / "source" / part / f"{part}.ipynb").read_text()
    for number in range(count):
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") in registry.names(part):
                lines = [line for line in "".join(cell["source"]).splitlines() if " SOLUTION" not in line]
                cell["source"] = "\n".join([*lines, f"# {number}"])
        place = course / "submitted" / f"student{number}" / part
        place.mkdir(parents=True)
        (place / f"{part}.ipynb").write_text(json.dumps(notebook))


def _nbgrader(course: Path, *words: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(COURSE), "OPENBLAS_NUM_THREADS": "1"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GraderError(f"nbgrader {' '.join(words)} failed in {course}:\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    run_app(app)
