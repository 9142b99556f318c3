"""The formula in a verdict: its points, its messages, its negative controls, and answers made to trouble it."""

import subprocess
import sys
from dataclasses import replace

import pytest

from grader.course import registry
from grader.course.formulas import WrongFormula, formulas_of
from grader.errors import GraderError
from grader.judge.evaluation import Evaluation
from grader.judge.evidence import formula
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
from tests.judge.ask_judge import COURSE, assert_in_words, judged, replaced, solution

DW = "sum[i](x[i,k] * dY[i,n])"


def formula_of(text):
    """Return matmul's solution with another formula for dW, given as Python source."""
    return replaced("matmul", f'"dW[k,n] = {DW}"', text)


def said(verdict):
    return {check.name: finding for check, finding in verdict.results if check.kind == "formula"}


def test_a_right_formula_passes_and_a_wrong_one_says_why():
    verdict = judged("matmul", formula_of('"dW[k,n] = x[i,k] * dY[i,n]"'))
    found = said(verdict)
    assert found["formula dx"].passed and not found["formula dW"].passed
    assert "formula['dW']: `i` stands on the right only: a sum over i is missing" in found["formula dW"].message


LITERALS = [
    ("matmul", "3 * mean[i]", "I * mean[i]", "sum[i]", "I = 3, K = 4, N = 5"),
    ("transpose", "A / 2 * dY[c,a,b]", "A / A * dY[c,a,b]", "dY[c,a,b]", "A = 2, B = 3, C = 4"),
    ("softmax_cross_entropy", "dL / (R - 1)", "dL / sum[r]([targets[r] != -1])", "dL / n", "R = 5, V = 4"),
    ("scale", "0.7 * dY[i,n]", "dY[i,n] * c", "c * dY[i,n]", "c = 0.7"),
]


@pytest.mark.parametrize("name, literal, named, own, numbers", LITERALS, ids=[each[0] for each in LITERALS])
def test_a_number_in_the_place_of_a_name_is_no_formula(name, literal, named, own, numbers):
    found = said(judged(name, replaced(name, own, literal)))
    refused = [finding.message for finding in found.values() if not finding.passed]
    assert refused and all("it is true where" in told and numbers in told for told in refused)
    assert all(finding.passed for finding in said(judged(name, replaced(name, own, named))).values())


WITH_FORMULAS = [name for name in registry.all_names() if registry.entry(name).formulas]


@pytest.mark.parametrize("name", WITH_FORMULAS)
def test_elsewhere_each_length_is_another(name):
    asked = formulas_of(registry.entry(name))
    evaluation = Evaluation(registry.entry(name), load_local(registry.entry(name), Tree(SOLUTIONS)))
    instance = [formula._pose(evaluation, [case]) for case in formula.drawn(evaluation.exercise)[1:]]
    small, other = (question.draws[0].values.arrays for question in instance)
    assert all(small[length] != other[length] for length in asked.sizes)


@pytest.mark.parametrize("name", WITH_FORMULAS)
def test_a_right_formula_passes_in_a_kit_which_knows_none(name, monkeypatch):
    exercise, asked = registry.entry(name), replace(formulas_of(registry.entry(name)), right=(), wrong=())
    monkeypatch.setattr("grader.course.formulas.formulas_of", lambda _: asked)
    evaluation = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)))
    assert [check.ask(evaluation).message for check in formula.checks(exercise)] == [""] * len(exercise.formulas)


def test_a_wrong_formula_costs_half_of_the_derive_gate():
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
    asked = formulas_of(registry.entry("matmul"))
    module = sys.modules[f"grader.course.{registry.part_of('matmul')}.matmul.formulas"]
    monkeypatch.setattr(module, "FORMULAS", asked.__class__(**{**vars(asked), **changes}))


def test_an_accepted_wrong_formula_is_the_graders_error(monkeypatch):
    planted(monkeypatch, wrong=(WrongFormula("dW", f"dW[k,n] = {DW}", "sign"),))
    with pytest.raises(GraderError, match=r"the known wrong .* is accepted"):
        judged("matmul", solution("matmul"))


def test_a_right_formula_that_is_refused_is_the_graders_error(monkeypatch):
    planted(monkeypatch, right=({"dx": "dx[i,k] = x[i,k]", "dW": "dW[k,n] = W[k,n]"},))
    with pytest.raises(GraderError, match=r"the right .* is refused"):
        judged("matmul", formula_of('"dW[k,n] = x[i,k] * dY[i,n]"'))


def test_a_judge_that_accepts_everything_is_found_out(monkeypatch):
    monkeypatch.setattr("grader.judge.formulas.explain._same", lambda got, truth: True)
    with pytest.raises(GraderError, match="the known wrong"):
        judged("matmul", solution("matmul"))


def test_a_judge_that_refuses_everything_is_found_out(monkeypatch):
    monkeypatch.setattr("grader.judge.formulas.explain._same", lambda got, truth: False)
    with pytest.raises(GraderError, match="is refused"):
        judged("matmul", solution("matmul"))


def test_nothing_of_formulas_is_loaded_where_none_is_given(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text(solution("matmul").replace("formula = {", "formula = {}\nelsewhere = {"))
    code = f"""
import sys
sys.argv = ["grader", "check", "matmul", "--file", {str(file)!r}]
from grader.cli.main import main
try:
    main()
except SystemExit as done:
    loaded = [name for name in sys.modules if name.startswith(("grader.judge.formulas", "grader.course.formulas"))]
    sys.exit(f"loaded {{loaded}}" if loaded else done.code)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
