"""Every exercise of the course keeps every rule of `grader dev check`, the way in to the course among them."""

import ast
import re

import pytest

from grader.course import registry
from grader.course.formulas import formulas_of, task
from grader.judge.dev_check.rules import RULES
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.formula import formula_question
from grader.judge.formulas.explain import judge_formula
from grader.judge.submission import load_local
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree


@pytest.mark.parametrize("name", registry.all_names())
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_exercise_keeps_the_rule(rule, name):
    if rule.needs_torch:
        pytest.importorskip("torch", reason="PyTorch is not installed: `make test` installs it")
    assert rule.shortfalls(registry.entry(name)) == []


def test_which_exercises_ask_for_formulas():
    exercises = [registry.entry(name) for name in registry.all_names()]
    assert [e.name for e in exercises if e.in_gpt2 and not e.formulas] == []
    assert [e.name for e in exercises if e.formulas and not e.in_gpt2] == ["causal_mask", "adamw_update"]


def test_the_example_on_the_page_of_formulas_is_wrong_as_it_says():
    page = (COURSE / "exercises" / "formulas.md").read_text()
    example = re.search(r"^# (As index formulas.*?)\nformula = (\{.*?\n.*?\})\n```", page, re.MULTILINE | re.DOTALL)
    softmax = registry.entry("softmax")
    assert example[1] == task(formulas_of(softmax))
    _, question = formula_question(Evaluation(softmax, load_local(softmax, Tree(SOLUTIONS))))
    outcome = judge_formula("dx", ast.literal_eval(example[2]), question)
    assert not outcome.right and "It is not the gradient" in outcome.message, outcome
