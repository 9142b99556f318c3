"""`grader compare`: numbers always, the solution's code only once the answer passes or on demand."""

import pytest

from tests.judge.ask_judge import COURSE, assert_in_words, matmul, replaced, solution

CODE = "dx = dY @ W.T  # (..., N) (N, K) -> (..., K)"


@pytest.fixture
def answer(tmp_path, monkeypatch):
    """Return a function that writes matmul in a workspace of its own."""
    path = tmp_path / "exercises" / "part03_linear_algebra" / "matmul.py"
    path.parent.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return path.write_text


def test_code_is_shown_once_the_answer_passes(command, answer):
    answer(matmul())
    ran = command("compare", "matmul")
    assert ran.code == 0 and CODE in ran.out
    assert_in_words(ran)


def test_code_is_not_shown_before(command, answer):
    answer(replaced("matmul", "dx = dY @ W.T", "dx = 2 * dY @ W.T"))
    ran = command("compare", "matmul")
    assert ran.code == 0 and CODE not in ran.out
    assert "once yours passes, or with --spoil" in ran.out


@pytest.mark.parametrize("text", [matmul("None"), matmul(forward="raise NotImplementedError")])
def test_the_solutions_code_is_shown_with_spoil_only(command, answer, text):
    answer(text)
    refused, shown = command("compare", "matmul"), command("compare", "matmul", "--spoil")
    assert refused.code == 2 and "nothing to compare" in refused.err and CODE not in refused.text
    assert shown.code == 0 and CODE in shown.out
    assert_in_words(refused)


def test_numbers_stand_beside_each_other(command, answer):
    answer(solution("matmul"))
    out = command("compare", "matmul").out
    rows = [line.split() for line in out.splitlines() if line.strip().startswith(("output", "gradient"))]
    assert [row[:2] for row in rows] == [["output", "(3,"], ["gradient", "x"], ["gradient", "W"]]
    assert all(row[-1] == "0" for row in rows)
    assert "least time, microseconds" in out and "array calls" in out


def test_difference_is_shown_at_its_size(command, answer):
    answer(replaced("matmul", "dx = dY @ W.T", "dx = 0.5 + dY @ W.T"))
    row = next(line for line in command("compare", "matmul").out.splitlines() if "gradient x" in line)
    assert row.split()[-1] == "0.5"


def test_two_like_answers_take_about_the_same_time(command, answer):
    answer(solution("matmul"))
    row = next(line for line in command("compare", "matmul").out.splitlines() if line.startswith("least time"))
    yours, solution_s = map(float, row.split()[-2:])
    assert 0.6 < yours / solution_s < 1.7


def test_file_of_the_course_is_named_by_a_readable_path(command, answer):
    answer(matmul())
    assert f"{COURSE}/solutions/part03_linear_algebra/matmul.py" in command("compare", "matmul").out
