"""The autograder for Classroom 50: its result keeps the contract, and nothing of a checkout replaces the judge."""

import json
import os
import re
import subprocess
import sys

import pytest

from grader.course.stubs import solution_text
from grader.instructor.assignments import Assignment, Course
from grader.instructor.release.autograder_bundles import build_classroom50

PART = "part03_linear_algebra"
RUNNER = {name: f"https://example.org/{name}" for name in ("COMMIT_URL", "RELEASE_URL", "REVIEW_URL")} | {
    "CLASSROOM": "spring",
    "ASSIGNMENT": "hw1",
    "SUBMISSION_TAG": "submit/2027-01-01T00-00-00Z-abc",
}


@pytest.mark.timeout(180)
def test_the_result_keeps_the_contract(tmp_path):
    asked = Assignment("hw1", ("matmul", "relu"), {"matmul": 4.0})
    build_classroom50(tmp_path / "bundle", Course((asked,)))
    checkout = tmp_path / "checkout"
    (checkout / "exercises" / PART).mkdir(parents=True)
    (checkout / "exercises" / PART / "matmul.py").write_text(solution_text("matmul"))
    (checkout / "exercises" / PART / "relu.py").symlink_to(tmp_path / "elsewhere")
    (checkout / "grader").mkdir()
    (checkout / "grader" / "__init__.py").write_text("raise SystemExit('not this judge')\n")
    run = [sys.executable, str(tmp_path / "bundle" / "autograder.py")]
    done = subprocess.run(
        run, cwd=checkout, env=os.environ | RUNNER, capture_output=True, text=True, check=False, timeout=150
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((checkout / "result.json").read_text())
    assert result["schema"] == "classroom50/result/v1" and result["submission"] == RUNNER["SUBMISSION_TAG"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result["datetime"])
    assert [each["test-name"] for each in result["tests"]] == ["matmul", "relu"]
    matmul, relu = result["tests"]
    assert matmul == {"test-name": "matmul", "passed": True, "score": 400, "max-score": 400}
    assert (relu["passed"], relu["score"]) == (False, 0)
    for total in ("score", "max-score"):
        assert type(result[total]) is int and result[total] == sum(each[total] for each in result["tests"])
