"""Record which check refuses each known mistake first, for the negative controls to ask it before all others."""

from __future__ import annotations

import json

from grader.course.spec import Exercise
from grader.judge import controls
from grader.judge.evaluation import Evaluation
from grader.judge.first_refusals import record_file
from grader.judge.submission import load_local


def refusals_of(exercise: Exercise) -> dict[str, str]:
    """Return for each known mistake the first check, in the order of the plan, that refuses it as it has to."""
    base = Evaluation(exercise, load_local(exercise, controls.solutions()))
    first = {
        mistake.name: controls.refusal(controls.evaluate_mutant(base, mistake), controls.REFUSED_BY[mistake.breaks][0])
        for mistake in exercise.mistakes
    }
    return {name: check.name for name, check in first.items() if check}


def record_refusals(exercise: Exercise) -> None:
    """Write the exercise's first refusals."""
    text = json.dumps(refusals_of(exercise), indent=1, ensure_ascii=False)
    record_file(exercise).write_text(text + "\n", encoding="utf-8")
