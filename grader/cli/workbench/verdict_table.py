"""The verdicts on all known answers to an exercise, to be compared between platforms: one judge, the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.course import registry
from grader.course.spec import Exercise
from grader.errors import BadInput, GraderError
from grader.judge import alternatives, controls
from grader.judge.evaluation import SharedEvaluation
from grader.judge.judge import judge_submission
from grader.judge.submission import load_local
from grader.judge.verdict import Verdict
from grader.runner.tree import Tree


def verdicts(name: str) -> list[dict[str, Any]]:
    """Return what the judge says of the solution, of every right alternative and of every known mistake."""
    exercise, shared = registry.entry(name), SharedEvaluation()
    return [{"answer": answer} | _facts(exercise, tree, shared) for answer, tree in _answers(exercise)]


def _answers(exercise: Exercise) -> Iterator[tuple[str, Tree]]:
    solution = controls.solution(exercise.part, exercise.name)
    yield "the solution", controls.variant_tree(exercise, solution.text)
    for name in alternatives.names(exercise):
        yield f"alternative {name}", controls.variant_tree(exercise, alternatives.text(exercise, name))
    for mistake in exercise.mistakes:
        yield f"mistake {mistake.name}", controls.mutant_tree(exercise, mistake)


def _facts(exercise: Exercise, tree: Tree, shared: SharedEvaluation) -> dict[str, Any]:
    try:
        verdict = judge_submission(exercise, load_local(exercise, tree), shared=shared)
    except (BadInput, GraderError) as error:
        return {"no verdict": f"{type(error).__name__}: {error}"}
    return _as_facts(verdict)


def _as_facts(verdict: Verdict) -> dict[str, Any]:
    """Return what has to be the same everywhere: what was decided, and by which check, not how many digits agreed."""
    return {
        "passed": verdict.passed,
        "points": verdict.points,
        "exit code": int(verdict.exit_code),
        "refused by": [check.name for check, finding in verdict.results if not finding.passed],
        "survivors": verdict.controls.survivors if verdict.controls else None,
        "diagnosis": verdict.diagnosis.mistake if verdict.diagnosis else None,
        "advice": verdict.advice,
    }
