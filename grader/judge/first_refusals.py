"""Which check refuses each known mistake first, as recorded: the negative controls ask it before all others.

It decides no verdict. Where the check is gone or no longer refuses, the others are asked, and that takes longer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from grader.course.spec import Exercise, Mistake
from grader.judge.check import Check
from grader.judge.plan import plan
from grader.paths import exercise_folder

FIRST_REFUSALS = "first_refusals.json"
"""The file's name in an exercise's folder."""


def record_file(exercise: Exercise) -> Path:
    """Return the file in which an exercise's first refusals are recorded: check's names by mistake's."""
    return exercise_folder(exercise.part, exercise.name) / FIRST_REFUSALS


@cache
def recorded_refusals(exercise: Exercise) -> Mapping[str, str]:
    """Return what is recorded of an exercise: by the name of a mistake that of a check, or nothing."""
    file = record_file(exercise)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def first_refusal(exercise: Exercise, mistake: Mistake) -> Check | None:
    """Return the check that is recorded for a mistake, where the exercise still has it."""
    name = recorded_refusals(exercise).get(mistake.name)
    return next((check for check in plan(exercise) if check.name == name), None)
