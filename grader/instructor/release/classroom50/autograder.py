"""Classroom 50's autograder: judges a checkout's exercises with the kit beside this file, and writes ./result.json.

Its contract: https://github.com/foundation50/classroom50/wiki/Advanced-Autograding. It runs with Python's own library
alone, installs the kit where its packages are missing, and takes nothing of the checkout but exercises/*/*.py. What it
says is feedback on inputs that are no secret. Scores are whole numbers there: hundredths of a point.
"""

import datetime
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
KIT, ASKED = HERE / "kit", HERE / "asked.json"
NEEDED = ("numpy", "scipy", "cyclopts", "rich")
MAX_BYTES = 1 << 20
JUDGED = (0, 1)
"""Exit codes of `grader verdicts`: all that is written passes, or something does not."""


def main() -> int:
    """Judge, and write the result; 0 where that worked, whatever the scores are."""
    if not all(map(importlib.util.find_spec, NEEDED)):
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--user", str(KIT)], check=True)
    take_exercises(Path.cwd() / "exercises", KIT / "exercises")
    out = KIT / "verdicts"
    shutil.rmtree(out, ignore_errors=True)
    environment = {**os.environ, "PYTHONPATH": str(KIT)}
    judge = [sys.executable, "-m", "grader", "verdicts", "--out", str(out)]
    done = subprocess.run(judge, cwd=KIT, env=environment, check=False)
    if done.returncode not in JUDGED:
        return 1
    asked = json.loads(ASKED.read_text(encoding="utf-8"))
    worth = asked.get(os.environ["ASSIGNMENT"]) or {name: x for each in asked.values() for name, x in each.items()}
    tests = [test(name, points, out / f"{name}.json") for name, points in worth.items()]
    Path("result.json").write_text(json.dumps(result(tests), indent=2), encoding="utf-8")
    return 0


def take_exercises(checkout: Path, place: Path) -> None:
    """Put a checkout's exercises in the place of the stubs; links and what is no small file are left."""
    for stub in place.glob("part*/*.py"):
        path = checkout / stub.relative_to(place)
        if path.is_file() and path.resolve() == path.absolute() and path.stat().st_size <= MAX_BYTES:
            shutil.copyfile(path, stub)


def test(name: str, points: float, file: Path) -> dict:
    """Return one exercise as Classroom 50 has a test; without a verdict it is not written, or locked."""
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    verdict = {"passed": False, "points": 0, "max_points": 1} | known
    most = round(100 * points)
    score = round(most * verdict["points"] / verdict["max_points"])
    return {"test-name": name, "passed": verdict["passed"], "score": score, "max-score": most}


def result(tests: list) -> dict:
    """Return the result for a submission; the runner says which, by the environment."""
    now = datetime.datetime.now(datetime.UTC)
    return {
        "schema": "classroom50/result/v1",
        "classroom": os.environ["CLASSROOM"],
        "assignment": os.environ["ASSIGNMENT"],
        "submission": os.environ["SUBMISSION_TAG"],
        "commit": os.environ["COMMIT_URL"],
        "release": os.environ["RELEASE_URL"],
        "review": os.environ.get("REVIEW_URL") or os.environ["COMMIT_URL"],
        "datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(each["score"] for each in tests),
        "max-score": sum(each["max-score"] for each in tests),
        "tests": tests,
    }


if __name__ == "__main__":
    sys.exit(main())
