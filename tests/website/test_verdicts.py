"""The same verdict everywhere: the comparison sees differences, and there are none on a few exercises."""

import pytest

from website import verdicts
from website.verdicts import differences

ROW = {"answer": "the solution", "passed": True, "points": 5.0}


def test_rows_that_agree_have_no_difference():
    assert list(differences([ROW], [dict(ROW)])) == []


@pytest.mark.parametrize("fact, other", [("passed", False), ("points", 4.5)])
def test_every_fact_that_differs_is_told(fact, other):
    (line,) = differences([ROW], [ROW | {fact: other}])
    assert fact in line and "the solution" in line


def test_answer_that_could_not_be_asked_is_no_difference():
    assert list(differences([ROW], [{"answer": "the solution", "no verdict": "no SciPy"}])) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["squared_error", "matmul", "Tensor"])
def test_page_judges_every_known_answer_as_here(name, runtime, capsys):
    assert verdicts.main([str(runtime), name]) == 0
    assert " 0 differences, 0 not asked" in capsys.readouterr().out
