"""Faults planted in every exercise's solution: each is refused by each kind of evidence that sees gradients."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from grader.course import registry
from grader.course.stubs import stub
from grader.judge.case_instance import draw_inputs
from grader.judge.evaluation import Evaluation
from grader.judge.judge import _ask_all
from grader.judge.submission import load_local
from grader.judge.verdict import Verdict
from grader.paths import SOLUTIONS
from grader.runner.source import Source
from grader.runner.tree import Tree
from tests.judge.ask_judge import NAMES, judged, replaced, solution

CALLED = [name for name in NAMES if not registry.entry(name).driver]
OPS = [name for name in CALLED if registry.entry(name).is_op]
PLAIN = [name for name in CALLED if not registry.entry(name).is_op]
COUNTS = {"part03_linear_algebra": 14, "part04_loss": 3, "part05_normalization": 4, "part06_attention": 9}


def test_faults_are_planted_in_every_exercise():
    assert {part: len(registry.names(part)) for part in COUNTS} == COUNTS
    assert "adamw_update" in NAMES
    assert list(registry.all_names()) == NAMES
    assert {name for part in COUNTS for name in registry.names(part)} <= set(CALLED)


WRAPPED_OP = """

_right, {name} = {name}, None

def _each(change, gradients):
    return {{k: _each(change, g) if isinstance(g, dict) else change(np.asarray(g)) for k, g in gradients.items()}}

def _nudged(g):
    g = np.array(g, dtype=float)
    g.flat[g.size // 2] += 1e-3
    return g

def {name}(*inputs):
    Y, backward = _right(*inputs)

    def wrong(dY):
        return {fault}

    return Y, wrong
"""
FAULTS = {
    "zero gradients": "_each(np.zeros_like, backward(dY))",
    "doubled": "_each(lambda g: 2 * g, backward(dY))",
    "negated": "_each(np.negative, backward(dY))",
    "a hundredth too large": "_each(lambda g: 1.01 * g, backward(dY))",
    "one entry off by a thousandth": "_each(_nudged, backward(dY))",
    "upstream replaced by ones": "backward(np.ones_like(dY))",
}
TRANSPOSED = "_each(lambda g: g.swapaxes(-1, -2) if g.ndim > 1 and g.shape[-1] == g.shape[-2] else g, backward(dY))"


@cache
def instance(name):
    """A judging whose cases are made and whose truths are found once for all faults of an exercise."""
    exercise = registry.entry(name)
    base = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)))
    for case in exercise.cases:
        base.instance(case)
    return base


def with_text(name, text):
    exercise = registry.entry(name)
    source = Source(Path("answer.py"), text)
    return instance(name).for_submission(load_local(exercise, Tree(SOLUTIONS, {f"{exercise.part}.{name}": source})))


def outcome(evaluation):
    """Ask every check, as a verdict does, without its controls."""
    verdict = Verdict(evaluation.exercise.name, Path(), "", 0, evaluation.exercise.points)
    _ask_all(evaluation, verdict)
    return verdict


def refused_by(verdict):
    """The kinds of evidence that refuse by what was computed, not by a crash."""
    return {check.kind for check, finding in verdict.failures if finding.by_value}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", OPS)
def test_fault_in_the_gradients_is_refused_by_both_witnesses(name, fault):
    verdict = outcome(with_text(name, solution(name) + WRAPPED_OP.format(name=name, fault=FAULTS[fault])))
    assert verdict.exit_code == 1
    assert verdict.points < verdict.max_points
    assert refused_by(verdict) >= {"finite-difference", "oracle"}
    assert all(finding.passed for check, finding in verdict.results if check.kind == "forward")


def has_a_square_gradient(name):
    exercise = registry.entry(name)
    for case in exercise.cases:
        inputs, _ = draw_inputs(exercise, case, 0)
        arrays = [np.asarray(inputs[argument]) for argument in exercise.gradients if argument != "params"]
        if not case.large and any(a.ndim > 1 and a.shape[-1] == a.shape[-2] > 1 for a in arrays):
            return True
    return False


SQUARE = [name for name in OPS if has_a_square_gradient(name)]


@pytest.mark.parametrize("name", SQUARE)
def test_transposed_square_gradient_is_refused(name):
    verdict = outcome(with_text(name, solution(name) + WRAPPED_OP.format(name=name, fault=TRANSPOSED)))
    assert verdict.exit_code == 1
    assert refused_by(verdict) >= {"finite-difference", "oracle"}


@pytest.mark.parametrize("name", ["matmul", "linear", "transpose", "embedding", "lm_head"])
def test_exercises_whose_transpose_matters_have_a_square_case(name):
    assert name in SQUARE


WRAPPED_PLAIN = """

_right, {name} = {name}, None

def {name}(*inputs):
    returned = _right(*inputs)
    change = {fault}
    return tuple(change(a) for a in returned) if isinstance(returned, tuple) else change(returned)
"""
PLAIN_FAULTS = {
    "zero": "np.zeros_like",
    "negated": "np.negative",
    "a hundredth too large": "lambda a: 1.01 * np.asarray(a)",
}


@pytest.mark.parametrize("fault", PLAIN_FAULTS)
@pytest.mark.parametrize("name", PLAIN)
def test_fault_in_the_outputs_is_refused(name, fault):
    text = solution(name) + WRAPPED_PLAIN.format(name=name, fault=PLAIN_FAULTS[fault])
    verdict = outcome(with_text(name, text))
    assert verdict.exit_code == 1
    assert any(check.kind == "forward" for check, _ in verdict.failures)


@pytest.mark.parametrize("name", NAMES)
def test_stub_never_passes(name):
    verdict = judged(name, stub(registry.part_of(name), name))
    assert verdict.exit_code == 1 and not verdict.passed
    assert verdict.not_written.startswith((f"{name}: derive ", f"{name}: write "))
    assert verdict.points == 0


NARROWED = {
    "embedding": ("    Y = W_e[ids]  #", "    Y = W_e[ids.astype(np.int16)]  #"),
    "scatter_add_rows": ("    order = np", "    ids = ids.astype(np.int16)\n    order = np"),
    "cross_entropy": ("y.reshape(-1)", "y.reshape(-1).astype(np.int8)"),
    "softmax_cross_entropy": ("targets.reshape(-1)", "targets.reshape(-1).astype(np.int8)"),
}


@pytest.mark.parametrize("name", NARROWED)
def test_ids_cut_to_a_narrow_dtype_cost_little_and_are_found(name):
    verdict = judged(name, replaced(name, *NARROWED[name]))
    assert verdict.failures and 0.9 * verdict.max_points < verdict.points


def test_upstream_rows_that_are_equal_count_each():
    each = "np.add.at(dW_e, *(lambda kept: (ids.ravel()[kept], dY.reshape(ids.size, -1)[kept]))(np.unique("
    each += "np.c_[ids.ravel(), dY.reshape(ids.size, -1)], axis=0, return_index=True)[1]))"
    assert judged("embedding", replaced("embedding", "np.add.at(dW_e, ids, dY)", each)).failures


@pytest.mark.parametrize("name", ["cross_entropy_in_place", "layer_norm_rows"])
def test_rows_left_over_by_the_chunks_of_a_range_are_asked(name):
    whole_chunks = "range(start, stop - (stop - start) % step if stop - start > step else stop, step)"
    assert judged(name, solution(name).replace("range(start, stop, step)", whole_chunks)).failures
