"""The workbench's session: the terminal's verdict on a text, the ladder, and what is kept for the next session."""

import os

import pytest

from grader import paths
from grader.cli.workbench.session import Session
from grader.paths import solution_file

RIGHT = solution_file("part01_calculus", "squared_error").read_text()
WRONG = RIGHT.replace("d_error = dL * 2 * error", "d_error = dL * error")
RAISES = RIGHT.replace("    error = x * w + b - y", "    raise KeyError(3)")


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.ENVIRONMENT, "")
    monkeypatch.chdir(tmp_path)
    paths.workspace.cache_clear()
    yield Session(tmp_path / "work")
    paths.workspace.cache_clear()


def opened(session, texts=None, verdicts=None):
    return session.answer({"do": "open", "texts": texts or {}, "verdicts": verdicts or {}})


def check(session, text, name="squared_error"):
    return session.answer({"do": "check", "name": name, "text": text})


def standing(answer, name):
    return next(row["state"] for row in answer["ladder"] if row["name"] == name)


def test_right_text_passes_in_the_terminals_words(session):
    opened(session)
    answer = check(session, RIGHT)
    assert answer["passed"] and answer["lines"][0] == {
        "role": "passed",
        "text": "squared_error  passed  5 of 5 points",
    }
    assert standing(answer, "squared_error") == "passed" and answer["verdict"]["controls"]["survivors"] == []


def test_paths_in_messages_are_those_of_a_workspace(session):
    opened(session)
    texts = [line["text"] for line in check(session, RAISES)["lines"]]
    assert any("at exercises/part01_calculus/squared_error.py line" in text for text in texts)
    assert not any(str(session.root) in text for text in texts)


def test_failing_line_is_the_line_that_raised(session):
    opened(session)
    line = check(session, RAISES)["line"]
    assert RAISES.splitlines()[line - 1].strip() == "raise KeyError(3)"


def test_wrong_numbers_mark_no_line(session):
    opened(session)
    answer = check(session, WRONG)
    assert not answer["passed"] and answer["line"] is None and answer["verdict"]["diagnosis"]


def test_text_that_is_not_python_is_bad_input_with_its_line(session):
    opened(session)
    answer = check(session, "x = 1\ndef squared_error(:\n")
    assert (answer["exit_code"], answer["line"]) == (2, 2) and "is not Python" in answer["error"]
    assert standing(answer, "squared_error") == "failed"


def test_locked_exercise_is_refused_as_in_the_terminal(session):
    opened(session)
    answer = check(session, solution_file("part03_linear_algebra", "linear").read_text(), "linear")
    assert answer["exit_code"] == 2 and answer["error"].startswith("linear is locked")


def test_kept_verdicts_spare_a_second_judgement(session, monkeypatch):
    opened(session)
    kept = check(session, RIGHT)["verdicts"]
    monkeypatch.setattr("grader.judge.judge_file.judge_file", None)
    assert standing(opened(session, {"squared_error": RIGHT}, kept), "squared_error") == "passed"


def test_opening_runs_nothing_and_names_what_was_never_judged(session):
    endless = "while True: pass\n" + RIGHT
    answer = opened(session, {"squared_error": endless})
    assert answer["unknown"] == ["squared_error"] and standing(answer, "squared_error") == "failed"


def test_unknown_exercise_stands_once_it_is_asked_for(session):
    opened(session, {"squared_error": RIGHT})
    answer = session.answer({"do": "stand", "name": "squared_error"})
    assert answer["unknown"] == [] and standing(answer, "squared_error") == "passed"


def test_unknown_request_is_a_fault_in_words(session):
    answer = session.answer({"do": "dance"})
    assert answer["exit_code"] == 3 and "the grader itself failed" in answer["error"]


def test_picture_escapes_and_names_the_array(session):
    opened(session)
    answer = session.answer({"do": "show", "name": "squared_error", "text": WRONG})
    assert "gradient" in answer["title"] and "<table>" in answer["html"] and "<html" not in answer["html"]


def test_crash_is_told_with_the_readers_line(session):
    stack = f'Stack overflow\n  File "{session.root}/part01_calculus/squared_error.py", line 7 in squared_error'
    answer = session.answer({"do": "crash", "report": stack})
    assert "line 7" in answer["error"] and "crashed" in answer["error"]


def test_solution_is_compared_once_the_text_passes(session):
    opened(session)
    assert "The solution's code is shown once yours passes" in compared(session, WRONG)
    assert "def squared_error" in compared(session, RIGHT)


def compared(session, text):
    os.chdir(session.root.parent)
    return session.answer({"do": "compare", "name": "squared_error", "text": text})["text"]
