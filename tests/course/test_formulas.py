"""The index formulas of every exercise that asks for them: right ones, wrong ones, and what is said of these."""

import ast
import re
import textwrap

import numpy as np
import pytest

from grader.course import registry
from grader.course.formulas import formulas_of, task
from grader.judge import case_instance
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.formula import DRAWS, formula_question
from grader.judge.formulas.explain import KnownFormula, judge_formula
from grader.judge.submission import load_local
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree

DERIVED = ("part03", "part04", "part05", "part06")
NAMES = [name for name in registry.all_names() if registry.part_of(name)[:6] in DERIVED] + ["adamw_update"]
SEEDS = range(10)
every_exercise = pytest.mark.parametrize("name", NAMES)


def question(name, seed=0):
    exercise = registry.entry(name)
    return formula_question(Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed))


def known(asked, wanted):
    return [KnownFormula(wrong.text, wrong.formula) for wrong in asked.wrong if wrong.text and wrong.wanted == wanted]


@every_exercise
def test_there_are_formulas_right_ones_in_two_ways_and_three_wrong_ones(name):
    asked = formulas_of(registry.entry(name))
    assert registry.entry(name).formulas and len(asked.right) >= 2 and len(asked.wrong) >= 3
    assert all(set(right) == set(registry.entry(name).formulas) for right in asked.right)
    assert {wrong.wanted for wrong in asked.wrong} == set(registry.entry(name).formulas)
    assert all((wrong.kind == "known") == bool(wrong.text) for wrong in asked.wrong)


@every_exercise
def test_every_gradient_of_a_single_op_has_a_formula(name):
    exercise = registry.entry(name)
    chosen_from = ("transformer_block", "gpt2_loss", "adamw_update", "causal_mask")
    if name not in chosen_from:
        assert exercise.formulas == tuple(f"d{gradient}" for gradient in exercise.gradients)


@every_exercise
def test_right_formulas_are_accepted_and_wrong_ones_refused_on_ten_seeds(name):
    for seed in SEEDS:
        asked, about = question(name, seed)
        for right in asked.right:
            for wanted in right:
                found = judge_formula(wanted, right, about)
                assert found.right, f"seed {seed}: {right[wanted]}: {found.message}"
        for wrong in asked.wrong:
            assert not judge_formula(wrong.wanted, {wrong.wanted: wrong.formula}, about, why=False).right, wrong.formula


@every_exercise
@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_said_of_a_wrong_formula_names_its_mistake(name, seed):
    asked, about = question(name, seed)
    for wrong in asked.wrong:
        found = judge_formula(wrong.wanted, {wrong.wanted: wrong.formula}, about, known(asked, wrong.wanted))
        assert found.kind == wrong.kind and wrong.text in found.message, f"{wrong.formula}: {found}"


@every_exercise
def test_wrong_formulas_all_differ_in_value(name):
    """What is said of one would else be said of another."""
    asked, about = question(name)
    for wrong in asked.wrong:
        others = [
            KnownFormula("the other", w.formula) for w in asked.wrong if w is not wrong and w.wanted == wrong.wanted
        ]
        assert "the other" not in judge_formula(wrong.wanted, {wrong.wanted: wrong.formula}, about, others).message, (
            wrong.formula
        )


@every_exercise
def test_the_solution_has_the_first_of_the_right_ones_and_says_what_is_given(name):
    asked = formulas_of(registry.entry(name))
    text = (SOLUTIONS / registry.part_of(name) / f"{name}.py").read_text()
    assigned = {n.targets[0].id: n.value for n in ast.parse(text).body if isinstance(n, ast.Assign)}
    stands = {key: textwrap.dedent(value).strip() for key, value in ast.literal_eval(assigned["formula"]).items()}
    assert stands == {key: textwrap.dedent(value).strip() for key, value in asked.right[0].items()}
    assert task(asked) in " ".join(text.replace("\n# ", " ").split())


@every_exercise
def test_axes_of_other_letters_have_other_lengths(name):
    asked, about = question(name)
    for draw in about.draws:
        lengths = {}
        for given, letters in asked.axes.items():
            for letter, length in zip(letters, draw.values.arrays[given].shape, strict=True):
                assert lengths.setdefault(letter, length) == length, f"{given}: {letter}"
        assert len(set(lengths.values())) == len(lengths), lengths
        assert all(length > 1 for length in lengths.values())


@every_exercise
def test_the_two_draws_differ_and_no_truth_is_constant(name):
    _, about = question(name)
    for wanted, first in about.draws[0].truth.items():
        assert name == "causal_mask" or not np.allclose(first, about.draws[1].truth[wanted]), wanted
        assert np.ptp(first) > 0 or name == "sum_all", wanted


@every_exercise
def test_what_formulas_are_held_against_is_what_pytorch_says(name):
    pytest.importorskip("torch", reason="PyTorch is not installed: `make test` installs it")
    exercise = registry.entry(name)
    for label in DRAWS:
        case = formulas_of(exercise).case.__class__(label, formulas_of(exercise).case.inputs)
        inputs, upstream = case_instance.draw_inputs(exercise, case, 0)
        ours = case_instance._by_complex_step(exercise, case, inputs, upstream)
        theirs = case_instance._live(exercise, case, inputs, upstream)
        for mine, its in zip(ours, theirs, strict=True):
            assert all(np.allclose(mine[key], array, rtol=1e-10, atol=1e-12) for key, array in its.items())


def test_the_example_in_the_way_in_can_be_read_and_is_wrong_as_it_says():
    page = (COURSE / "exercises" / "README.md").read_text()
    example = re.search(r"^# (As index formulas.*?)\nformula = (\{.*?\n.*?\})\n```", page, re.MULTILINE | re.DOTALL)
    assert example[1] == task(formulas_of(registry.entry("softmax")))
    found = judge_formula("dx", ast.literal_eval(example[2]), question("softmax")[1])
    assert not found.right and "It is not the gradient" in found.message, found
