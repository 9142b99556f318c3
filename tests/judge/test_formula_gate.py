"""The formula in a verdict: its points, its messages, its negative controls, and answers made to trouble it."""

import subprocess
import sys

import pytest
from asking import COURSE, assert_in_words, judged, replaced, solution

from grader import catalog
from grader.catalog.formulas import Wrong, formulas
from grader.errors import GraderError

DW = "sum[i](x[i,k] * dY[i,n])"


def formula_of(text):
    """Return matmul's solution with another formula for dW, given as Python source."""
    return replaced("matmul", f'"dW[k,n] = {DW}"', text)


def said(verdict):
    return {check.name: finding for check, finding in verdict.results if check.kind == "formula"}


def test_a_right_formula_passes_its_check_and_a_wrong_one_says_why():
    verdict = judged("matmul", formula_of('"dW[k,n] = x[i,k] * dY[i,n]"'))
    found = said(verdict)
    assert found["formula dx"].passed and not found["formula dW"].passed
    assert "formula['dW']: `i` stands on the right only: a sum over i is missing" in found["formula dW"].message


def test_a_number_in_the_place_of_a_length_is_no_formula():
    told = DW.replace("sum", "3 * mean")
    found = said(judged("matmul", formula_of(f'"dW[k,n] = {told}"')))["formula dW"]
    assert not found.passed and "it is true where I = 3, K = 4, N = 5, and not for other lengths" in found.message
    assert said(judged("matmul", formula_of(f'"dW[k,n] = {told.replace("3", "I")}"')))["formula dW"].passed


def test_a_wrong_formula_blocks_nothing_and_costs_half_of_the_derive_gate():
    verdict = judged("matmul", formula_of('"dW[k,n] = x[i,k] * dY[i,n]"'))
    assert verdict.passed and verdict.exit_code == 0 and verdict.points == 9.5


def test_a_formula_that_is_not_filled_in_is_said_once():
    verdict = judged("matmul", solution("matmul").replace("formula = {", "formula = {}\nelsewhere = {"))
    assert verdict.underived == ["formula is not filled in: dx, dW"]


def test_one_formula_that_is_not_filled_in_is_named():
    assert judged("matmul", formula_of("None")).underived == ["formula['dW'] is not filled in"]


ODD = {
    "a number": ("3", "is not text: write it in quotes"),
    "an array": ("np.ones(3)", "is not text: write it in quotes"),
    "a function": ("print", "is not text: write it in quotes"),
    "empty text": ('""', "is not filled in"),
    "blank text": ('"  "', "is not filled in"),
    "bytes": ('b"dW"', "is not text: write it in quotes"),
    "a list": ("[1, 2]", "is not text: write it in quotes"),
    "long text": ('"1+" * 10**6', "characters"),
    "terminal codes": (r'"dW[k,n] = \x1b[2J"', "cannot be printed"),
    "code": ("\"dW[k,n] = __import__('os')\"", "there is no function"),
}


@pytest.mark.parametrize("text, words", ODD.values(), ids=ODD)
def test_what_is_no_formula_is_refused_in_words(text, words):
    found = said(judged("matmul", formula_of(text)))["formula dW"]
    assert not found.passed and words in found.message


def test_a_formula_that_is_no_dict_is_refused_in_words():
    verdict = judged("matmul", solution("matmul").replace("formula = {", "formula = 3\nelsewhere = {"))
    assert any("formula is no dict" in message for message in verdict.underived) and verdict.passed


def test_the_command_line_shows_the_sentence(check):
    ran = check("matmul", formula_of(f'"dW[k,n] = {DW.replace("sum", "mean")}"'))
    assert ran.code == 0 and "passed  9.5 of 10 points" in ran.out
    assert "mean[i] stands where a sum over i belongs" in " ".join(ran.out.split())
    assert_in_words(ran)


def planted(monkeypatch, **changes):
    """Let the catalogue's formulas of matmul be others."""
    asked = formulas(catalog.entry("matmul"))
    module = sys.modules[f"grader.catalog.{catalog.part_of('matmul')}.formulas.matmul"]
    monkeypatch.setattr(module, "FORMULAS", asked.__class__(**{**vars(asked), **changes}))


def test_a_known_wrong_formula_that_is_accepted_is_the_graders_error(monkeypatch):
    planted(monkeypatch, wrong=(Wrong("dW", f"dW[k,n] = {DW}", "sign"),))
    with pytest.raises(GraderError, match=r"the known wrong .* is accepted"):
        judged("matmul", solution("matmul"))


def test_a_right_formula_that_is_refused_is_the_graders_error(monkeypatch):
    planted(monkeypatch, right=({"dx": "dx[i,k] = x[i,k]", "dW": "dW[k,n] = W[k,n]"},))
    with pytest.raises(GraderError, match=r"the right .* is refused"):
        judged("matmul", formula_of('"dW[k,n] = x[i,k] * dY[i,n]"'))


def test_a_judge_that_accepts_everything_is_found_out(monkeypatch):
    monkeypatch.setattr("grader.formula.explain._same", lambda got, truth: True)
    with pytest.raises(GraderError, match="the known wrong"):
        judged("matmul", solution("matmul"))


def test_a_judge_that_refuses_everything_is_found_out(monkeypatch):
    monkeypatch.setattr("grader.formula.explain._same", lambda got, truth: False)
    with pytest.raises(GraderError, match="is refused"):
        judged("matmul", solution("matmul"))


def test_nothing_of_formulas_is_loaded_where_none_is_given(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text(solution("matmul").replace("formula = {", "formula = {}\nelsewhere = {"))
    code = f"""
import sys
sys.argv = ["grader", "check", "matmul", "--file", {str(file)!r}]
from grader.__main__ import main
try:
    main()
except SystemExit as done:
    loaded = [name for name in sys.modules if name.startswith(("grader.formula", "grader.catalog.formulas"))]
    sys.exit(f"loaded {{loaded}}" if loaded else done.code)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
