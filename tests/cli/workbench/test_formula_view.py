"""A formula as it is typed: right or not, its indices, and its worst entry in numbers that add up."""

import re

import pytest

from grader.cli.workbench.formula_view import FormulaView
from grader.course import registry

RIGHT = "dx[i,k] = sum[n](dY[i,n]*W[k,n])"


@pytest.fixture(scope="module")
def view():
    return FormulaView(registry.entry("matmul"))


def read(view, formula, why=False):
    return view.read("dx", {"dx": formula, "dW": None}, why)


@pytest.mark.parametrize("why", [False, True])
def test_true_formula_is_right_with_its_indices(view, why):
    answer = read(view, RIGHT, why)
    assert answer == {"right": True, "message": "", "free": ["i", "k"], "summed": ["n"], "worked": ""}


def test_formula_that_cannot_be_read_says_so_at_once(view):
    answer = read(view, "dx[i,k] = sum[n](dY[i,n]*W[k,n]")
    assert not answer["right"] and answer["message"] and answer["free"] == []


def test_nothing_typed_is_no_mistake(view):
    assert read(view, "  ")["empty"] and read(view, None)["empty"]


def test_why_says_what_the_formula_gate_says(view):
    answer = read(view, "dx[i,k] = 2*sum[n](dY[i,n]*W[k,n])", why=True)
    assert "A factor too many: `2`" in answer["message"]


def test_worst_entry_is_worked_out_in_terms_that_add_up(view):
    worked = read(view, "dx[i,k] = sum[n](dY[i,n]*W[k,0])")["worked"]
    terms, total, true = re.fullmatch(r"dx\[\d+,\d+\] = (.+) = (\S+); the true one is (\S+)", worked).groups()
    products = [[float(factor) for factor in term.split("*")] for term in terms.split(" + ")]
    assert sum(a * b for a, b in products) == pytest.approx(float(total), abs=0.1)
    assert float(total) != float(true)


@pytest.mark.parametrize("name", [n for n in registry.all_names() if registry.entry(n).formulas])
def test_every_known_wrong_formula_has_its_worst_entry(name):
    from grader.course.formulas import formulas_of

    view = FormulaView(registry.entry(name))
    for wrong in formulas_of(registry.entry(name)).wrong:
        answer = view.read(wrong.wanted, {wrong.wanted: wrong.formula}, False)
        assert not answer["right"]
        assert answer["message"] or "the true one is" in answer["worked"], wrong.formula
