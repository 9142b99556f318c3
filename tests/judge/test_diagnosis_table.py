"""How many mistakes are named rightly: all the known ones, and at least 7 of 10 that a script made of them."""

from functools import cache

import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.judge import controls
from grader.judge.diagnosis.array_matching import same_array, wrong_arrays
from grader.judge.diagnosis.diagnose import diagnose
from grader.judge.evaluation import Evaluation, SharedEvaluation
from grader.judge.submission import load_local
from tests.judge import altered
from tests.judge.ask_judge import NAMES

FLOOR = 0.7
SECONDS = 1.0
"""Enough for an answer that will ever end."""

WHOLE = {"zero", "sign", "factor", "transpose", "reversed", "reordered", "missing-factor", "factor-too-many"}
"""What is said of a whole array, and held on every case before it is said: true, whatever was planted."""


@cache
def shared(name):
    """The known mistakes of an exercise are asked once for all its altered answers."""
    return SharedEvaluation()


def judging_of(name, text):
    exercise = registry.entry(name)
    submission = load_local(exercise, controls.variant_tree(exercise, text), SECONDS)
    return Evaluation(exercise, submission, shared=shared(name))


def is_wrong_by_value(evaluation):
    """Whether an answer gives numbers on every case, and wrong ones on an ordinary case."""
    return not any(evaluation.sample(case).problem for case in evaluation.exercise.cases) and bool(
        wrong_arrays(evaluation)
    )


def outcome(answer):
    """Return (rightly named, what it was named), or None where the change left nothing to diagnose by value."""
    try:
        evaluation = judging_of(answer.exercise, answer.text)
    except BadInput:
        return None
    if not is_wrong_by_value(evaluation):
        return None
    found = diagnose(evaluation)
    name = found.mistake if found else "-"
    exact = WHOLE if answer.kind != "two mistakes" else set()
    return name in answer.right_names | exact or _has_its_numbers(evaluation, name), name


def _has_its_numbers(evaluation, name):
    """Whether an array of the answer, of several entries, is that of the known mistake of this name on every case."""
    for mistake in evaluation.exercise.mistakes:
        if mistake.name == name:
            mutant = controls.evaluate_mutant(evaluation, mistake)
            return any(same_array(evaluation, mutant, w) for w in wrong_arrays(evaluation) if w.wanted.size > 1)
    return False


@pytest.fixture(scope="module")
def table():
    """Every altered answer that is wrong by value, with whether it was named rightly."""
    rows = [(answer, outcome(answer)) for name in NAMES for answer in altered.of(name)]
    return [(answer, *told) for answer, told in rows if told]


def counted(table):
    """Return {kind: (rightly named, all)}, with a last row for all kinds together."""
    kinds = [*dict.fromkeys(answer.kind for answer, *_ in table)]
    rows = {kind: [right for answer, right, _ in table if answer.kind == kind] for kind in kinds}
    rows["all"] = [right for rights in rows.values() for right in rights]
    return {kind: (sum(rights), len(rights)) for kind, rights in rows.items()}


@pytest.mark.timeout(240)
def test_seven_of_ten_altered_mistakes_are_named_rightly(table, capsys):
    counts = counted(table)
    with capsys.disabled():
        print("\nnamed rightly")
        for kind, (right, number) in counts.items():
            print(f"  {kind:20} {right:4} of {number:4}  {right / number:.0%}")
    right, number = counts["all"]
    assert number > 250, "the script made too few answers to speak of"
    assert right / number >= FLOOR
    assert {kind for kind, (right, _) in counts.items() if right} == set(counts), "a kind of which nothing is named"


def test_nothing_is_named_of_a_right_answer(table):
    for name in ("matmul", "layer_norm", "adamw_update"):
        exercise = registry.entry(name)
        evaluation = Evaluation(exercise, load_local(exercise, controls.solutions()))
        assert not wrong_arrays(evaluation)
        assert diagnose(evaluation) is None
