"""Faults planted in the solutions of parts 12 to 15, each against one clause of a docstring: all are refused."""

import pytest

from grader.course import registry
from tests.judge.ask_judge import replaced
from tests.judge.planted_faults import evaluation, fast_models, fast_pieces, generation, training
from tests.judge.test_planted_faults import outcome, with_text

PARTS = ("part12_training", "part13_evaluation", "part14_generation", "part15_speed")
FAULTS = (*training.FAULTS, *evaluation.FAULTS, *generation.FAULTS, *fast_pieces.FAULTS, *fast_models.FAULTS)


@pytest.mark.parametrize(("name", "old", "new"), [(n, *texts) for n, _, *texts in FAULTS], ids=[f[1] for f in FAULTS])
def test_fault_is_refused(name, old, new):
    verdict = outcome(with_text(name, replaced(name, old, new)))
    assert verdict.exit_code in (1, 2)
    assert verdict.points < verdict.max_points


def test_every_exercise_of_these_parts_has_planted_faults():
    assert {name for name, *_ in FAULTS} == {name for part in PARTS for name in registry.names(part)}
