"""Ask a solution with a wrapper around it what one module of the judge's evidence asks."""

from functools import cache

from grader.course import registry
from grader.judge import controls
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local


@cache
def shared(name):
    """What all answers to an exercise have in common: the cases and their truths."""
    exercise = registry.entry(name)
    return Evaluation(exercise, load_local(exercise, controls.solutions())).shared


def instances(name):
    """The ordinary cases of an exercise, made concrete."""
    exercise = registry.entry(name)
    whole = Evaluation(exercise, load_local(exercise, controls.solutions()), shared=shared(name))
    return [whole.instance(case) for case in exercise.cases if case.ordinary]


def problems(name, module, wrapper, exercise=None):
    """The problems that the checks of one module find in the solution with a wrapper around it."""
    exercise = exercise or registry.entry(name)
    text = controls.solution(exercise.part, name).text + "\n\nimport numpy as np\n" + wrapper.format(name=name)
    answer = load_local(exercise, controls.variant_tree(exercise, text))
    evaluation = Evaluation(exercise, answer, shared=shared(name))
    findings = [check.ask(evaluation) for check in module.checks(exercise)]
    return [finding.problem for finding in findings if not finding.passed]
