"""A judge that has lost a part of itself gives no verdict: its own controls notice, with exit code 3."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest

from grader.course import registry
from grader.course.spec import Mistake
from grader.errors import GraderError
from grader.judge import judge as judge_module
from grader.judge.case_instance import draw_inputs, instantiate
from grader.judge.evaluation import Evaluation
from grader.judge.evidence import finite_difference, oracle
from grader.judge.finding import Finding
from grader.judge.judge import judge_submission
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
from reference import oracles
from tests.judge.ask_judge import OPS, assert_in_words, judged, matmul, solution


def judged_solution(exercise):
    return judge_submission(exercise, load_local(exercise, Tree(SOLUTIONS)))


def always_passes(*_):
    return Finding(True)


@pytest.fixture
def without_finite_differences(monkeypatch):
    monkeypatch.setattr(finite_difference, "_decide", always_passes)


@pytest.fixture
def without_gradient_oracle(monkeypatch):
    held = oracle._hold
    monkeypatch.setattr(oracle, "_hold", lambda j, c, which, *rest: (
        Finding(True) if which == "gradients" else held(j, c, which, *rest)))  # fmt: skip


def gradient_mistakes(name):
    return [m.name for m in registry.entry(name).mistakes if m.breaks == "gradient"]


@pytest.mark.parametrize("name", OPS)
def test_judge_without_finite_differences_fails_its_controls(name, without_finite_differences):
    verdict = judged_solution(registry.entry(name))
    assert verdict.exit_code == 3
    infinite = {"divided"} if name == "scale" else set()  # by c = 0: no difference is needed to refuse infinity
    assert verdict.controls.survivors == [m for m in gradient_mistakes(name) if m not in infinite] != []


@pytest.mark.parametrize("name", OPS)
def test_judge_without_its_oracle_is_caught_by_its_controls(name, without_gradient_oracle):
    verdict = judged_solution(registry.entry(name))
    assert verdict.exit_code == 3
    assert verdict.controls.survivors == gradient_mistakes(name) != []


@pytest.mark.parametrize("name", ["matmul", "layer_norm", "gpt2_loss"])
def test_controls_catch_a_joint_difference_that_always_agrees(name, monkeypatch):
    monkeypatch.setattr(finite_difference, "_check_jointly", always_passes)
    assert judged_solution(registry.entry(name)).controls.survivors == gradient_mistakes(name) != []


@pytest.mark.parametrize("name", ["matmul", "layer_norm", "gpt2_loss"])
def test_the_joint_difference_sees_one_entry_off_by_a_thousandth(name):
    evaluation = Evaluation(registry.entry(name), load_local(registry.entry(name), Tree(SOLUTIONS)))
    case = evaluation.ordinary
    gradients = evaluation.sample(case).gradients
    assert finite_difference._check_jointly(evaluation, case)
    for argument, right in gradients.items():
        gradients[argument] = right.copy()
        gradients[argument].flat[-1] += 1e-3 * np.sqrt(np.mean(right**2))
        assert finite_difference._check_jointly(evaluation, case) is None, argument
        gradients[argument] = right


@pytest.mark.usefixtures("without_finite_differences")
def test_surviving_mistakes_are_named_and_no_pass_is_given(check):
    ran = check("matmul", matmul())
    assert ran.code == 3
    assert "no verdict: the grader let known mistakes pass (missing-transpose-W, " in ran.out
    assert "passed  " not in ran.out
    assert_in_words(ran)


@pytest.mark.usefixtures("without_gradient_oracle")
def test_survivors_are_named_in_json_and_no_pass_is_given(check):
    ran = check("matmul", matmul(), "--json")
    told = json.loads(ran.out)
    assert ran.code == 3 and told["passed"] is False
    assert told["controls"] == {"refused": 0, "total": 5, "survivors": gradient_mistakes("matmul")}


@pytest.mark.usefixtures("without_finite_differences")
def test_lost_judge_gives_a_wrong_answer_no_verdict_either(check):
    assert check("matmul", matmul(gradients='{"x": 2 * dY @ W.T, "W": W}')).code == 3


def with_mistake(line, instead, breaks="gradient"):
    return replace(registry.entry("matmul"), mistakes=(Mistake("planted", line, instead, "Planted.", breaks),))


@pytest.mark.parametrize("line, times", [("no such line", 0), ("dY", None)])
def test_a_mistake_that_applies_twice_is_the_graders_error(line, times):
    times = solution("matmul").count(line) if times is None else times
    assert times != 1
    with pytest.raises(GraderError, match=f"matmul: the line of the mistake planted stands {times} times"):
        judged_solution(with_mistake(line, ""))


def test_mistake_that_changes_nothing_survives():
    verdict = judged_solution(with_mistake("dx = dY @ W.T ", "dx = dY @ W.T * 1 "))
    assert verdict.exit_code == 3 and verdict.controls.survivors == ["planted"]


@pytest.mark.parametrize("instead", ["dx = 1 / 0 ", "return None ", "dx = dY @ nothing "])
def test_mistake_that_only_crashes_is_no_control(instead):
    verdict = judged_solution(with_mistake("dx = dY @ W.T ", instead))
    assert verdict.exit_code == 3 and verdict.controls.survivors == ["planted"]


def test_graders_error_is_told_as_its_own(check, monkeypatch):
    exercise = with_mistake("no such line", "")
    monkeypatch.setattr("grader.cli.check_exercises.registry.entry", lambda name: exercise)
    ran = check("matmul", matmul())
    assert ran.code == 3
    assert ran.err.startswith("the grader itself failed, so there is no verdict: matmul: the line of the mistake")
    assert_in_words(ran)


def test_unforeseen_fault_of_the_grader_is_told_as_its_own(check, monkeypatch):
    monkeypatch.setattr(finite_difference, "_decide", lambda *_: 1 / 0)
    ran = check("matmul", matmul())
    assert ran.code == 3
    assert "the grader itself failed, so there is no verdict: ZeroDivisionError" in ran.err
    assert_in_words(ran)


def test_run_that_executed_no_check_is_an_error(check, monkeypatch):
    monkeypatch.setattr(judge_module, "plan", lambda exercise: ())
    ran = check("matmul", matmul())
    assert ran.code == 3 and "matmul has no checks, so no verdict may be given" in ran.err


def test_verdict_that_asked_nothing_has_not_passed():
    verdict = judged("matmul", matmul())
    verdict.results.clear()
    assert not verdict.passed and verdict.points == 0 and verdict.exit_code != 0


@pytest.fixture
def archive(monkeypatch):
    """Let a test change PyTorch's recorded answers to matmul."""
    kept = copy.deepcopy(oracles._archive("part03_linear_algebra", "matmul"))
    monkeypatch.setattr(oracles, "_archive", lambda part, name: kept)
    return kept


def instance(exercise, case, seed=0):
    return instantiate(exercise, case, seed)


def test_recorded_answers_serve_the_default_seed_and_no_other():
    exercise = registry.entry("matmul")
    assert {instance(exercise, case).source for case in exercise.cases} == {"PyTorch"}
    assert {instance(exercise, case, 1).source for case in exercise.cases} == {"complex step"}


def test_recorded_answers_to_other_inputs_are_not_used(archive):
    exercise = registry.entry("matmul")
    for case in exercise.cases:
        archive[case.label]["digest"] = {"": np.array("0" * 16)}
    assert {instance(exercise, case).source for case in exercise.cases} == {"complex step"}
    assert judged("matmul", matmul()).exit_code == 0


@pytest.mark.parametrize("changed", ["x", "W", "upstream", "dtype", "shape"])
def test_digest_tells_any_change_of_the_inputs(changed):
    exercise = registry.entry("matmul")
    inputs, upstream = draw_inputs(exercise, exercise.cases[1], 0)
    before = oracles.case_digest(inputs, upstream)
    if changed == "upstream":
        upstream = upstream + 1e-15
    elif changed in inputs:
        inputs[changed] = inputs[changed] * (1 + 1e-15)
    elif changed == "dtype":
        inputs["x"] = inputs["x"].view(np.int64)
    else:
        inputs["x"] = inputs["x"].reshape(-1)
    assert oracles.case_digest(inputs, upstream) != before


@pytest.mark.parametrize(
    ("case", "kind", "name"),
    [("two axes", "gradient", "W"), ("two axes", "output", "output"), ("large numbers", "gradient", "x")],
)
def test_altered_recorded_answer_no_longer_fits_the_solution(archive, case, kind, name):
    archive[case][kind][name] = archive[case][kind][name] * (1 + 1e-9)
    with pytest.raises(GraderError, match="refuses the solution of matmul"):
        judged_solution(registry.entry("matmul"))
