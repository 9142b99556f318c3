"""`grader mistakes`: the kill matrix, which kind of evidence refuses which known mistake or right alternative."""

from __future__ import annotations

import json as json_format
from typing import Annotated, Any

from grader.cli.options import SEED
from grader.cli.screen_reader import wants_words
from grader.cli.table import Column, Table
from grader.cli.terminal import say
from grader.course import registry
from grader.course.spec import Exercise
from grader.errors import ExitCode
from grader.judge import alternatives, controls
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree

KINDS = {
    "contract": "contract",
    "forward": "forward",
    "finite-difference": "differ.",
    "oracle": "oracle",
    "identity": "identity",
    "robustness": "robust",
    "method": "method",
}
"""The kinds of evidence, and the heading of each in the table."""

ANSWER_WIDTH = 38
TABLE = Table(Column(ANSWER_WIDTH, gap=0), *(Column(8, "^") for _ in KINDS))


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
    misjudged = [row for row in rows if not row["as_it_should"]]
    if json:
        print(json_format.dumps(rows, indent=2))
    else:
        _show(rows)
        summary = f"{len(misjudged)} not judged as they should be" if misjudged else "all judged as they should be"
        say(f"{len(rows)} answers, {summary}", "bold red" if misjudged else "bold green")
    return ExitCode.GRADER_FAILED if misjudged else ExitCode.PASSED


def matrix(exercise: Exercise, seed: int = 0) -> list[dict[str, Any]]:
    """Return a row per known mistake and per right alternative: the kinds of evidence that refuse it."""
    base = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed)
    rows = []
    for mistake in exercise.mistakes:
        evaluation = controls.evaluate_mutant(base, mistake)
        row = _row(exercise, mistake.name, "mistake", evaluation)
        rows.append(row | {"as_it_should": controls.refused(evaluation, mistake)})
    for name in alternatives.names(exercise):
        evaluation = base.for_submission(load_local(exercise, alternatives.tree(exercise, name)))
        row = _row(exercise, name, "alternative", evaluation)
        rows.append(row | {"as_it_should": not row["refused_by"]})
    return rows


def _row(exercise: Exercise, answer: str, sort: str, evaluation: Evaluation) -> dict[str, Any]:
    kinds = {check.kind for check in plan(exercise)}
    refused_by = [kind for kind in KINDS if kind in kinds and controls.refusal(evaluation, kind)]
    return {"exercise": exercise.name, "answer": answer, "sort": sort, "refused_by": refused_by}


def _show(rows: list[dict[str, Any]]) -> None:
    """Print a line per answer, with an x under each kind of evidence that refuses it."""
    words = wants_words()
    if not words:
        TABLE.print_row("", *KINDS.values(), style="bold")
    exercise = ""
    for row in rows:
        if row["exercise"] != exercise:
            exercise = row["exercise"]
            say(exercise, "bold")
        mistake = row["sort"] == "mistake"
        if words:
            refused = f"refused by {', '.join(row['refused_by'])}" if row["refused_by"] else "not refused"
            wrong = "" if row["as_it_should"] else ", MISJUDGED"
            say(f"{'mistake' if mistake else 'right answer'} {row['answer']}: {refused}{wrong}")
            continue
        name = f"  {'mistake' if mistake else 'right':8}{row['answer']}"[:ANSWER_WIDTH]
        marks = ("x" if kind in row["refused_by"] else "·" for kind in KINDS)
        style = ("" if mistake else "green") if row["as_it_should"] else "bold red"
        TABLE.print_row(name, *marks, "" if row["as_it_should"] else " MISJUDGED", style=style)
