"""Judges what a student handed in to a service, with the kit beside this file, by Python's own library alone.

Nothing of what was handed in is taken but exercises' files. What the kit says is feedback on inputs that are no secret.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
KIT, ASKED = HERE / "kit", HERE / "asked.json"
MAX_BYTES = 1 << 20
JUDGED = (0, 1)
"""Exit codes of `grader verdicts`: all that is written passes, or something does not."""


def take_exercises(handed_in: Path) -> None:
    """Lay a student's files over fresh stubs: below exercises/, below their part, or NAME.py by itself.

    Links and what is no small file are left.
    """
    for stub in sorted((KIT / "stubs").glob("part*/*.py")):
        name = stub.relative_to(KIT / "stubs")
        shutil.copyfile(stub, KIT / "exercises" / name)
        for path in (handed_in / "exercises" / name, handed_in / name, handed_in / name.name):
            if path.is_file() and path.resolve() == path.absolute() and path.stat().st_size <= MAX_BYTES:
                shutil.copyfile(path, KIT / "exercises" / name)
                break


def judge(*options: str) -> dict[str, dict] | None:
    """Return the verdict on each exercise that is written and not locked, by name; None where nothing was judged."""
    out = KIT / "verdicts"
    shutil.rmtree(out, ignore_errors=True)
    environment = {**os.environ, "PYTHONPATH": str(KIT)}
    command = [sys.executable, "-m", "grader", "verdicts", "--out", str(out), *options]
    done = subprocess.run(command, cwd=KIT, env=environment, check=False)
    if done.returncode not in JUDGED:
        return None
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in out.glob("*.json")}


def worth(assignment: str) -> dict[str, float]:
    """Return what each exercise of an assignment is worth; of all assignments where there is none of this name."""
    asked = json.loads(ASKED.read_text(encoding="utf-8"))
    return asked.get(assignment) or {name: points for each in asked.values() for name, points in each.items()}


def share(verdict: dict | None) -> float:
    """Return the share of its points that an exercise earned; without a verdict it is not written, or locked."""
    return verdict["points"] / verdict["max_points"] if verdict and verdict["max_points"] else 0.0
