"""Classroom 50's autograder: judges a checkout's exercises with the kit beside this file, and writes ./result.json.

Its contract: https://github.com/foundation50/classroom50/wiki/Advanced-Autograding. It installs the kit where its
packages are missing. What it says is feedback. Scores are whole numbers there: hundredths of a point.
"""

import datetime
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

from judge_checkout import KIT, judge, share, take_exercises, worth

NEEDED = ("numpy", "scipy", "cyclopts", "rich")


def main() -> int:
    """Judge, and write the result; 0 where that worked, whatever the scores are."""
    if not all(map(importlib.util.find_spec, NEEDED)):
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--user", str(KIT)], check=True)
    take_exercises(Path.cwd())
    verdicts = judge()
    if verdicts is None:
        return 1
    tests = [test(name, points, verdicts.get(name)) for name, points in worth(os.environ["ASSIGNMENT"]).items()]
    Path("result.json").write_text(json.dumps(result(tests), indent=2), encoding="utf-8")
    return 0


def test(name: str, points: float, verdict: dict | None) -> dict:
    """Return one exercise as Classroom 50 has a test."""
    most = round(100 * points)
    passed = bool(verdict and verdict["passed"])
    return {"test-name": name, "passed": passed, "score": round(most * share(verdict)), "max-score": most}


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
