"""What must hold of every exercise: its solution, its right alternatives, its known mistakes, its words."""

import ast

import numpy as np
import pytest

from grader.course import registry
from grader.course.stubs import stub
from grader.judge import alternatives, controls
from grader.judge.case_instance import draw_inputs
from grader.judge.check import DERIVE_KINDS
from grader.judge.diagnosis.diagnose import diagnose
from grader.judge.evaluation import Evaluation
from grader.judge.judge import judge_submission
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree

NAMES = registry.all_names()
SEEDS = range(10)
every_exercise = pytest.mark.parametrize("name", NAMES)


def failures(verdict):
    return [f"{check.name}: {finding.message}" for check, finding in verdict.failures]


@every_exercise
def test_solution_earns_every_point_and_the_controls_hold(name):
    verdict = judge_submission(registry.entry(name), load_local(registry.entry(name), Tree(SOLUTIONS)))
    assert not failures(verdict)
    assert verdict.points == verdict.max_points, [f.message for _, f in verdict.results if not f.passed]
    assert verdict.controls.survivors == [] and verdict.controls.total >= 2
    assert verdict.advice == []


@every_exercise
def test_right_alternatives_pass_on_ten_seeds(name):
    exercise = registry.entry(name)
    base = [Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed) for seed in SEEDS]
    for other in alternatives.names(exercise):
        submission = load_local(exercise, alternatives.tree(exercise, other))
        for evaluation in base:
            wrong = [(c.name, f.message) for c, f in _asked(evaluation.for_submission(submission)) if not f.passed]
            assert not wrong, f"{other}, seed {evaluation.seed}"


@every_exercise
def test_solution_passes_on_ten_seeds(name):
    exercise = registry.entry(name)
    for seed in SEEDS:
        evaluation = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed)
        assert not [(c.name, f.message) for c, f in _asked(evaluation) if not f.passed], f"seed {seed}"


def _asked(evaluation):
    return [(check, check.ask(evaluation)) for check in plan(evaluation.exercise) if check.kind not in DERIVE_KINDS]


@every_exercise
def test_known_mistakes_are_refused_on_ten_seeds(name):
    exercise = registry.entry(name)
    for seed in SEEDS:
        evaluation = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed)
        assert controls.run_controls(evaluation).survivors == [], f"seed {seed}"


@every_exercise
def test_each_mistake_is_named_in_the_diagnosis(name):
    exercise = registry.entry(name)
    for mistake in exercise.mistakes:
        found = diagnose(Evaluation(exercise, load_local(exercise, controls.mutant_tree(exercise, mistake))))
        assert found and found.mistake == mistake.name, mistake.name


@every_exercise
def test_there_are_enough_alternatives_mistakes_and_hints(name):
    exercise = registry.entry(name)
    assert len(alternatives.names(exercise)) >= (3 if exercise.starred else 1)
    assert len(exercise.mistakes) >= (5 if exercise.starred else 2)
    assert len({m.name for m in exercise.mistakes}) == len(exercise.mistakes)
    assert len(exercise.hints) == 3 and all(exercise.hints)
    assert exercise.by_hand is not None


@every_exercise
def test_requires_are_what_the_solution_imports(name):
    exercise = registry.entry(name)
    syntax = ast.parse((SOLUTIONS / exercise.part / f"{name}.py").read_text())
    imported = {n.module.split(".")[-1] for n in ast.walk(syntax) if isinstance(n, ast.ImportFrom) and n.level}
    assert set(exercise.requires) == imported
    assert all(NAMES.index(other) < NAMES.index(name) for other in exercise.requires)


@every_exercise
def test_stub_is_what_cutting_the_solution_gives(name):
    part = registry.part_of(name)
    assert (COURSE / "exercises" / part / f"{name}.py").read_text() == stub(part, name)


@every_exercise
def test_cases_cover_what_a_case_list_must(name):
    exercise = registry.entry(name)
    labels = [case.label for case in exercise.cases]
    assert len(set(labels)) == len(labels)
    assert any(case.large for case in exercise.cases), "no case of large numbers"
    checks = [check.name for check in plan(exercise)]
    assert len(set(checks)) == len(checks)
    if exercise.is_op:
        assert any(not _contiguous(draw_inputs(exercise, case, 0)[0]) for case in exercise.cases), "no strided view"


def _contiguous(inputs):
    return all(a.flags.c_contiguous for a in inputs.values() if isinstance(a, np.ndarray))


@every_exercise
def test_no_upstream_gradient_is_constant(name):
    exercise = registry.entry(name)
    for case in exercise.cases if exercise.is_op else ():
        for seed in SEEDS:
            upstream = draw_inputs(exercise, case, seed)[1]
            assert np.ptp(upstream) > 0 if upstream.size > 1 else abs(float(upstream.item()) - 1) > 1e-6
