"""`grader mistakes`: the kill matrix, which kind of evidence refuses which known mistake, and no right answer."""

from __future__ import annotations

import json as json_format
from typing import Annotated, Any

from grader.cli.options import SEED
from grader.cli.table import Column, Table
from grader.cli.terminal import say
from grader.course import registry
from grader.course.spec import Exercise
from grader.judge import alternatives, controls
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree

KINDS = ("contract", "forward", "finite-difference", "oracle", "identity", "robustness", "method")
HEADINGS = dict(zip(KINDS, ("contract", "forward", "differ.", "oracle", "identity", "robust", "method"), strict=True))
"""The kinds of evidence, and their headings in the table."""

ANSWER = 38
"""Characters shown of an answer: what sort it is of, and its name."""

TABLE = Table(Column(ANSWER, gap=0), *(Column(8, "^") for _ in KINDS))


def mistakes_(name: str | None = None, *, seed: Annotated[int, SEED] = 0, json: bool = False) -> int:
    """Show which checks refuse each known mistake, and that every right alternative passes.

    Parameters
    ----------
    name
        One exercise; without it, all of them.
    seed
        Draw other inputs.
    json
        Print a JSON array.
    """
    names = [name] if name else registry.all_names()
    rows = [row for each in names for row in matrix(registry.entry(each), seed)]
    wrong = [row for row in rows if not row["as_it_should"]]
    if json:
        print(json_format.dumps(rows, indent=2))
    else:
        _show(rows)
        verdict = f"{len(wrong)} not judged as they should be" if wrong else "all judged as they should be"
        say(f"{len(rows)} answers, {verdict}", "bold red" if wrong else "bold green")
    return 3 if wrong else 0


def matrix(exercise: Exercise, seed: int = 0) -> list[dict[str, Any]]:
    """Return a row per known mistake and per right alternative: the kinds of evidence that refuse it."""
    base = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed)
    rows = []
    for mistake in exercise.mistakes:
        evaluation = controls.evaluate_mutant(base, mistake)
        held = controls.refused(evaluation, mistake)
        rows.append(_row(exercise, mistake.name, "mistake", evaluation, held))
    for other in alternatives.names(exercise):
        evaluation = base.for_submission(load_local(exercise, alternatives.tree(exercise, other)))
        row = _row(exercise, other, "alternative", evaluation, True)
        rows.append(row | {"as_it_should": not row["refused_by"]})
    return rows


def _row(exercise: Exercise, answer: str, sort: str, evaluation: Evaluation, held: bool) -> dict[str, Any]:
    kinds = {check.kind for check in plan(exercise)}
    refused_by = [kind for kind in KINDS if kind in kinds and controls.refusal(evaluation, kind)]
    return {"exercise": exercise.name, "answer": answer, "sort": sort, "refused_by": refused_by, "as_it_should": held}


def _show(rows: list[dict[str, Any]]) -> None:
    """Print a line per answer, with an x under each kind of evidence that refuses it."""
    TABLE.print_row("", *(HEADINGS[kind] for kind in KINDS), style="bold")
    exercise = ""
    for row in rows:
        if row["exercise"] != exercise:
            exercise = row["exercise"]
            say(exercise, "bold")
        mistake = row["sort"] == "mistake"
        name = f"  {'mistake' if mistake else 'right':8}{row['answer']}"[:ANSWER]
        marks = ("x" if kind in row["refused_by"] else "·" for kind in KINDS)
        style = ("" if mistake else "green") if row["as_it_should"] else "bold red"
        TABLE.print_row(name, *marks, "" if row["as_it_should"] else " MISJUDGED", style=style)
