"""A viva's questions are about the student's own text, and their answers are what running it gives."""

import json
import subprocess
import sys

import pytest

from grader.course import registry
from grader.course.stubs import solution_text, stub
from grader.errors import BadInput
from grader.instructor.viva.questions import Kind, questions
from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path

KEY = registry.key("softmax")
TEXT = solution_text("softmax")


@pytest.fixture(autouse=True, scope="module")
def _sandbox():
    try:
        bubblewrap_path()
    except SandboxUnavailable as why:
        pytest.skip(f"no sandbox can be had: {why}")


def asked(text=TEXT, count=3, seed=0):
    return questions(registry.entry("softmax"), {KEY: text}, count, seed)


def test_each_kind_of_question_is_asked_of_a_line_of_the_students_own():
    found = asked()
    assert [each.kind for each in found] == [Kind.SHAPE, Kind.WITHOUT, Kind.WHICH_BREAKS]
    assert all(TEXT.splitlines()[each.line - 1].strip() for each in found)


def test_the_same_seed_gives_the_same_questions_and_another_seed_others():
    assert asked() == asked()
    assert asked() != asked(seed=1)


def test_a_shape_is_that_of_the_name_when_the_function_runs():
    text = TEXT.replace(
        "    ### BEGIN SOLUTION\n", "    ### BEGIN SOLUTION\n    planted = x.shape[0] * np.ones((2, 5, 7))\n", 1
    )
    found = [each for each in asked(text, count=12) if each.kind is Kind.SHAPE and " planted " in each.question]
    assert [each.answer for each in found] == ["(2, 5, 7)"]


def test_what_is_no_python_is_said():
    with pytest.raises(BadInput, match="no Python"):
        asked("def softmax(:")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def softmax(x):\n    raise ValueError\n", "ValueError"),
        ("def softmax(y):\n    return y, None\n", "other arguments"),
        ("def another(x):\n    return x\n", "no function softmax"),
        (stub(registry.part_of("softmax"), "softmax"), "softmax"),
        ("from ..part03_linear_algebra.gelu import gelu\n\n\ndef softmax(x):\n    return gelu(x)\n", "gelu"),
    ],
    ids=["raises", "other arguments", "no function", "a stub", "a prerequisite that is missing"],
)
def test_where_no_question_can_be_asked_it_is_said_why(text, why):
    with pytest.raises(BadInput, match=f"No question can be asked about softmax: .*{why}"):
        asked(text)


def test_the_students_sheet_has_no_answers(tmp_path):
    folder = tmp_path / "ada" / "part04_loss"
    folder.mkdir(parents=True)
    (folder / "softmax.py").write_text(TEXT)
    run = [sys.executable, "-m", "grader", "viva", str(tmp_path / "ada"), "softmax", "--count", "2", "--json"]
    whole, sheet = (json.loads(subprocess.check_output([*run, *more])) for more in ([], ["--sheet"]))
    assert [each.pop("answer") for each in whole["questions"]]
    assert whole == sheet


def test_an_exercise_that_was_not_handed_in_is_said(tmp_path):
    (tmp_path / "ada").mkdir()
    run = [sys.executable, "-m", "grader", "viva", str(tmp_path / "ada"), "softmax"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "has no softmax" in done.stderr
