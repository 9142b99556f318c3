"""`--json` has one schema whatever happened, and docs/verdict_json.md lists it."""

import json
import re
from pathlib import Path

import pytest

from grader.paths import COURSE
from tests.judge.ask_judge import matmul

PAGE = COURSE / "docs" / "verdict_json.md"

CASES = {
    "passed": (matmul(), [], 0),
    "wrong": (matmul("x @ W + 1, backward"), [], 1),
    "no Python": ("def matmul(\n", [], 2),
    "fails at import": ("raise BaseException\n", [], 2),
    "a bad seed": (matmul(), ["--seed", "1.5"], 2),
    "a negative seed": (matmul(), ["--seed", "-1"], 2),
    "an option that there is not": (matmul(), ["--no-such"], 2),
    "two names and a file": (matmul(), ["softmax"], 2),
}


def documented_fields():
    return re.findall(r"^\| `(\w+)` \|", PAGE.read_text(), re.MULTILINE)


@pytest.mark.parametrize("text, options, code", CASES.values(), ids=CASES)
def test_object_has_every_documented_field(check, text, options, code):
    ran = check("matmul", text, "--json", *options)
    row = json.loads(ran.out)
    assert ran.code == code and list(row) == documented_fields()
    assert row["passed"] == (code == 0) and (row["error"] is None) == (code < 2)
    assert row["error"] is None or row["error"] in ran.err


@pytest.mark.parametrize("words", [["nothing"], ["matmul", "--file", "nowhere.py"], ["nowhere/matmul.py"]])
def test_what_is_not_there_is_told_in_the_same_object(command, words):
    ran = command("check", *words, "--json")
    row = json.loads(ran.out)
    assert ran.code == 2 and list(row) == documented_fields() and row["error"] in ran.err


def test_fault_of_the_grader_is_told_in_the_same_object(check, monkeypatch):
    monkeypatch.setattr("grader.judge.judge.plan", lambda exercise: 1 / 0)
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    ran = check("matmul", matmul(), "--json")
    row = json.loads(ran.out)
    assert ran.code == 3 and list(row) == documented_fields() and "ZeroDivisionError" in row["error"]


def test_several_exercises_give_a_list(command):
    paths = [str(path) for path in (COURSE / "solutions/part03_linear_algebra").glob("re*.py")]
    ran = command("check", *paths, "--json")
    rows = json.loads(ran.out)
    assert ran.code == 0 and sorted(row["exercise"] for row in rows) == ["relu", "reshape"]


def test_path_names_the_exercise_and_is_judged_alone(command, tmp_path):
    path = tmp_path / "matmul.py"
    path.write_text(matmul())
    ran = command("check", path)
    assert ran.code == 0 and "matmul  passed" in ran.out
    wrong = tmp_path / "another.py"
    wrong.write_text(matmul())
    ran = command("check", wrong)
    assert ran.code == 2 and "no exercise 'another'" in ran.err and "--file" in ran.err
    assert Path(path).read_text() == matmul()


def test_two_names_are_judged_in_their_order(command):
    ran = command("check", "softmax", "matmul")
    assert ran.code == 1 and ran.out.index("softmax  not") < ran.out.index("matmul  not")
    assert command("check", "softmax", "nothing").code == 2
