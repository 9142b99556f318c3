"""Which gradients a case asks for, known without making any array."""

from __future__ import annotations

from grader.course.spec import Case, Exercise
from reference.naming import flat_names


def gradient_names(exercise: Exercise, case: Case) -> list[str]:
    """Return flat names: "x", or "params.W_e" where the argument is a dict of arrays."""
    return flat_names(exercise.gradients, case.inputs)
