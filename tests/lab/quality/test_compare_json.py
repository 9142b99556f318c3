"""`grader compare --json`: a verdict's object with `quality`, whatever happened."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from grader.paths import COURSE, SOLUTIONS

VERDICT = "exercise file sha256 seed passed points max_points checks controls diagnosis advice borrowed seconds error"
WRITTEN = "part03_linear_algebra/matmul.py"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A workspace in which matmul alone is written."""
    folder = tmp_path_factory.mktemp("desk") / "exercises"
    shutil.copytree(COURSE / "exercises", folder)
    shutil.copyfile(SOLUTIONS / WRITTEN, folder / WRITTEN)
    return folder.parent


def compare(desk, *words):
    command = [sys.executable, "-m", "grader", "compare", *words, "--json"]
    environment = os.environ | {"GPT2_BY_HAND": str(desk), "PYTHONPATH": str(COURSE)}
    ran = subprocess.run(command, env=environment, cwd=desk, capture_output=True, text=True, check=False, timeout=60)
    return ran.returncode, json.loads(ran.stdout), ran.stderr


def test_a_passed_op_has_its_figures(desk):
    code, told, _ = compare(desk, "matmul")
    assert (code, told["passed"], told["error"]) == (0, True, None)
    assert list(told) == [*VERDICT.split(), "quality"]
    assert set(told["quality"]) == {"case", "yours", "solution", "remarks"}


@pytest.mark.parametrize("words", [["softmax"], ["nosuch"], []], ids=["unwritten", "unknown", "no name"])
def test_an_exercise_without_figures_has_an_error(desk, words):
    code, told, said = compare(desk, *words)
    assert code == 2 and list(told) == [*VERDICT.split(), "quality"]
    assert told["quality"] is None and told["error"] == " ".join(said.split())
