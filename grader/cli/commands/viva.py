"""`grader viva`: questions about a student's own code, for a talk with that student."""

from __future__ import annotations

import json as json_format
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.options import SEED
from grader.cli.terminal import say
from grader.course import registry
from grader.errors import BadInput, ExitCode, GraderError
from grader.instructor.batch.submissions import read_hand_in
from grader.instructor.viva.questions import questions
from grader.judge.sandbox.bubblewrap import SandboxUnavailable

Flag = Annotated[bool, Parameter(negative="")]


def viva_(
    student: Path,
    exercise: str,
    *,
    count: int = 3,
    seed: Annotated[int, SEED] = 0,
    sheet: Flag = False,
    notebooks: Flag = False,
    json: Flag = False,
    unsandboxed: Flag = False,
) -> int:
    """Print questions computed from a student's own answer to EXERCISE, with their answers.

    Every answer is what running the student's text, or that text with a small change, gave in the sandbox.

    Parameters
    ----------
    student
        The student's folder, as in a class: submissions/ada.
    exercise
        The exercise's name.
    count
        How many questions, at most.
    seed
        Draw other questions.
    sheet
        Leave the answers out, for the student.
    notebooks
        Read the notebook even where .py files stand beside it.
    json
        Print a JSON object.
    unsandboxed
        Let the student's code run as you: it can read and change what you can.
    """
    if count < 1:
        raise BadInput("--count takes a whole number of 1 or more.")
    entry = registry.entry(exercise)
    if not student.is_dir():
        raise BadInput(f"{student} is no folder. Name the student's folder, as in submissions/ada.")
    hand_in = read_hand_in(student, prefer_notebooks=notebooks)
    if entry.key not in hand_in.files:
        why = hand_in.unreadable or getattr(hand_in.faults.get(entry.key), "message", "it was not handed in.")
        raise BadInput(f"{student.name} has no {exercise} to ask about: {why}")
    try:
        found = questions(entry, hand_in.files, count, seed, sandboxed=not unsandboxed)
    except SandboxUnavailable as error:
        raise GraderError(f"{error} --unsandboxed runs the student's code as you.") from None
    shown = [asdict(question) for question in found]
    if sheet:
        shown = [{key: value for key, value in each.items() if key != "answer"} for each in shown]
    if json:
        print(json_format.dumps({"student": student.name, "exercise": exercise, "seed": seed, "questions": shown}))
        return ExitCode.PASSED
    say(f"{student.name}, {exercise}: {len(found)} question{'s' * (len(found) != 1)}", "bold")
    for number, each in enumerate(shown, 1):
        say(f"{number}. {each['question']}")
        if not sheet:
            say(f"   Answer: {each['answer']}", "green")
    return ExitCode.PASSED
