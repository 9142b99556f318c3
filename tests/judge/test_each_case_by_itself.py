"""Every case is judged by itself: one that breaks costs its own part, and exit code 2 is for what cannot be asked."""

import pytest

from grader.course import registry
from grader.judge import check as checks
from grader.judge.check import Check, Kind
from grader.judge.finding import Finding
from grader.judge.verdict import Verdict
from tests.judge.ask_judge import NAMES, judged, matmul, replaced, solution


def verdict_of(*results):
    """A verdict of 100 points on checks of one output, each as (case, is it ordinary, did it pass)."""
    target = checks.output("y")
    verdict = Verdict("made_up", "answer.py", "", 0, 100)
    for case, ordinary, passed in results:
        verdict.results.append((Check(case, Kind.FORWARD, target, None, case, ordinary), Finding(passed)))
    return verdict


POINTS = {
    "all right": ([("a", True, True), ("b", False, True), ("c", False, True)], 100),
    "one of two others wrong": ([("a", True, True), ("b", False, True), ("c", False, False)], 85),
    "all others wrong": ([("a", True, True), ("b", False, False), ("c", False, False)], 70),
    "one of two ordinary wrong": ([("a", True, True), ("b", True, False), ("c", False, True)], 30),
    "no other case": ([("a", True, True), ("b", True, True)], 100),
    "no other case, one wrong": ([("a", True, True), ("b", True, False)], 0),
    "two checks of a case, one wrong": ([("a", True, True), ("b", False, True), ("b", False, False)], 70),
}


@pytest.mark.parametrize("results, points", POINTS.values(), ids=POINTS)
def test_ordinary_cases_earn_seven_tenths_together(results, points):
    verdict = verdict_of(*results)
    assert verdict.points == pytest.approx(points)
    assert verdict.passed is all(passed for _, _, passed in results)


def test_broken_promise_costs_a_part_of_the_other_cases():
    tidy = Check("purity", Kind.CONTRACT, checks.Target(checks.TargetType.PROMISE, "purity"), None, ordinary=False)
    right = verdict_of(("a", True, True), ("b", False, True))
    right.results.append((tidy, Finding(False)))
    assert right.points == pytest.approx(85) and not right.passed
    wrong = verdict_of(("a", True, False), ("b", False, False))
    wrong.results.append((tidy, Finding(True)))
    assert wrong.points == 0, "a wrong answer earns nothing for being tidy"


def test_what_fails_on_edge_cases_alone_keeps_70_percent():
    verdict = verdict_of(("a", True, True), ("over all cases", True, False))
    verdict.results[1][1].minor = True
    assert verdict.points == pytest.approx(70)


ONE_CASE = {
    "raises": matmul(forward="if x.size == 1: raise KeyError('odd')"),
    "raises in backward": matmul(backward="if x.size == 1: raise KeyError('odd')"),
    "nan": matmul("(x @ W if x.size > 1 else x * np.nan), backward"),
    "another shape": matmul("(x @ W if x.size > 1 else x[0]), backward"),
    "no pair": matmul("(x @ W, backward) if x.size > 1 else None"),
    "a key missing": matmul(gradients='{"x": dY @ W.T, "W": x.reshape(-1, K).T @ dY.reshape(-1, N)} if K > 1 else {}'),
}


@pytest.mark.parametrize("text", ONE_CASE.values(), ids=ONE_CASE)
def test_one_broken_edge_case_fails_alone(text):
    verdict = judged("matmul", text)
    assert verdict.exit_code == 1
    assert {check.case for check, finding in verdict.failures if check.case} == {"one entry"}
    assert 8 < verdict.points < 9, "nothing was derived, and of the other cases one is wrong"


def test_one_broken_ordinary_case_costs_what_hangs_on_it():
    verdict = judged("matmul", matmul(forward="if x.ndim == 4: raise KeyError('odd')"))
    assert {check.case for check, _ in verdict.failures if check.case} == {"four axes"}
    assert verdict.exit_code == 1 and 0 < verdict.points < 0.3 * 10


def test_right_gradient_keeps_its_points_beside_a_wrong_shape():
    text = replaced("linear", "dY.reshape(-1, len(b)).sum(axis=0)", "dY")
    verdict = judged("linear", text)
    by_value = {str(check.target) for check, finding in verdict.failures if finding.by_value}
    assert not by_value and verdict.points > 0.5 * verdict.max_points


NOTHING = {"None": matmul("None"), "raises": matmul(forward="raise KeyError('odd')")}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_exit_code_2_where_no_case_gives_anything(text):
    verdict = judged("matmul", text)
    assert verdict.exit_code == 2 and verdict.points == 0


def test_exit_code_1_where_a_single_case_gives_something():
    assert judged("matmul", matmul(forward="if x.size > 1: raise KeyError('odd')")).exit_code == 1


BESSEL = replaced("layer_norm", "np.vecdot(centred, centred, keepdims=True) / D", "x.var(-1, keepdims=True, ddof=1)")
DIVIDED = BESSEL.replace("x.var(-1, keepdims=True, ddof=1)", "(centred**2).sum(-1, keepdims=True) / np.float64(D - 1)")
NAMED = {
    "a variance of ddof 1, nan where D is 1": ("layer_norm", BESSEL, "unbiased-variance"),
    "the same by hand": ("layer_norm", DIVIDED, "unbiased-variance"),
    "that, and eps outside the root": (
        "layer_norm", BESSEL.replace("np.sqrt(variance + eps)", "(np.sqrt(variance) + eps)"), "unbiased-variance",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name, text, mistake", NAMED.values(), ids=NAMED)
def test_mistake_is_named_though_an_edge_case_gives_nan(name, text, mistake):
    verdict = judged(name, text)
    told = verdict.diagnosis
    assert verdict.exit_code == 1 and verdict.points > 1.5
    assert mistake in told.mistake or f"Besides, {mistake}" in told.text


def test_embedding_without_0d_ids_keeps_most_of_its_points():
    loop = "for i, d in zip(ids, dY):\n            np.add.at(dW_e, i, d)"
    verdict = judged("embedding", replaced("embedding", "np.add.at(dW_e, ids, dY)", loop))
    assert {check.case for check, _ in verdict.failures} == {"a single id, no axis"}
    assert verdict.exit_code == 1 and 0.9 * verdict.max_points < verdict.points < verdict.max_points


@pytest.mark.parametrize("name", NAMES)
def test_ordinary_cases_come_with_every_exercise(name):
    cases = registry.entry(name).cases
    assert cases[min(1, len(cases) - 1)].ordinary, "the case that stands for all"
    assert all(case.edge for case in cases if case.label.startswith("refused in words"))


def test_solution_earns_all():
    verdict = judged("layer_norm", solution("layer_norm"))
    assert verdict.points == verdict.max_points
