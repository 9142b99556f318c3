"""How many mistakes that a script made of the known ones are named rightly, how many wrongly, and how many not."""

from functools import cache

import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.judge import controls
from grader.judge.diagnosis import ast_mutations, known_mistakes, mend, slip_kinds
from grader.judge.diagnosis.array_matching import same_array, wrong_arrays
from grader.judge.diagnosis.diagnose import diagnose
from grader.judge.evaluation import Evaluation, SharedEvaluation
from grader.judge.submission import load_local
from tests.judge import altered
from tests.judge.ask_judge import NAMES

FLOOR, CEILING = 0.7, 0.02
"""Of those named: at least so many rightly, and at most so many wrongly."""

SECONDS = 1.0
"""Enough for an answer that will ever end."""

PROVED = {"zero", "sign", "transpose", "reversed", "reordered", "factor", "keys-swapped", "outputs-swapped"} | {
    told.name
    for kind in vars(slip_kinds).values()
    if isinstance(kind, slip_kinds.SlipKind)
    for told in (kind.made, kind.mended)
    if told
}
"""What is held on every ordinary case before it is said: true, whatever was planted."""


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
    name = found.mistake if found and found.mistake else "-"
    return name in answer.right_names | PROVED or _has_its_numbers(evaluation, name), name


def _has_its_numbers(evaluation, name):
    """Whether an array of the answer, of several entries, is that of the known mistake of this name on every case."""
    for mistake in evaluation.exercise.mistakes:
        if mistake.name == name:
            mutant = controls.evaluate_mutant(evaluation, mistake)
            return any(same_array(evaluation, mutant, w) for w in wrong_arrays(evaluation) if w.wanted.size > 1)
    return False


@pytest.fixture(scope="module")
def table():
    """Every altered answer that is wrong by value, with whether it was named rightly; searches are cut short."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (mend, ast_mutations, known_mistakes):
            patch.setattr(module, "SECONDS", 0.1)
        yield _table()


def _table():
    rows = [(answer, outcome(answer)) for name in NAMES for answer in altered.of(name)]
    return [(answer, *told) for answer, told in rows if told]


def counted(table):
    """Return {kind: (rightly named, wrongly named, all)}, with a last row for all kinds together."""
    kinds = [*dict.fromkeys(answer.kind for answer, *_ in table)]
    rows = {kind: [each for each in table if each[0].kind == kind] for kind in kinds} | {"all": table}
    return {
        kind: (sum(right for _, right, _ in row), sum(not right and name != "-" for _, right, name in row), len(row))
        for kind, row in rows.items()
    }


@pytest.mark.timeout(400)
def test_altered_mistakes_are_named_rightly_or_not_at_all(table, capsys):
    counts = counted(table)
    with capsys.disabled():
        print("\n                     rightly  wrongly  of all")
        for kind, (right, wrong, number) in counts.items():
            print(f"  {kind:20} {right:5} {wrong:8} {number:7}  {right / number:.0%}")
        for answer, right, name in table:
            if not right and name != "-":
                print(f"  wrongly: {answer.exercise}, {answer.made}: {name}")
    right, wrong, number = counts["all"]
    assert number > 250, "the script made too few answers to speak of"
    assert right / number >= FLOOR
    assert wrong / number <= CEILING
    assert all(right for right, _, _ in counts.values()), "a kind of which nothing is named"


def test_nothing_is_named_of_a_right_answer(table):
    for name in ("matmul", "layer_norm", "adamw_update"):
        exercise = registry.entry(name)
        evaluation = Evaluation(exercise, load_local(exercise, controls.solutions()))
        assert not wrong_arrays(evaluation)
        assert diagnose(evaluation) is None
