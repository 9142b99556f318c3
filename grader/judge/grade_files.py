"""Grade the files of one submission, for marks: a fault of the submission is 0 points, one of the grader never is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.course import registry
from grader.course.spec import Exercise
from grader.errors import BadInput, ExitCode, GraderError
from grader.judge.evaluation import SharedEvaluation
from grader.judge.evidence.contract import usable_file
from grader.judge.finding import not_comparable
from grader.judge.judge import judge_submission
from grader.judge.problem import Problem, ProblemKind
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.judge.sandbox.sandbox_cache import SandboxCache
from grader.judge.sandbox.worker import MEMORY, Worker
from grader.judge.verdict import Verdict
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.source import Source


@dataclass(frozen=True)
class ExerciseOutcome:
    """The outcome of one exercise: a verdict, or why the grader failed, which is no verdict and never a 0."""

    name: str
    verdict: Verdict | None = None
    trouble: str = ""

    @property
    def points(self) -> float | None:
        """Points earned; None where the grader failed."""
        return self.verdict.points if self.verdict else None


def grade_files(
    files: Mapping[str, Source | str],
    names: Iterable[str],
    seed: int = 0,
    *,
    sandboxed: bool = True,
    live: bool = False,
    seconds: float = ANSWER_SECONDS,
    memory: int = MEMORY,
    vetted: bool = True,
    cache: SandboxCache | None = None,
    on_outcome: Callable[[ExerciseOutcome], None] = lambda outcome: None,
) -> dict[str, ExerciseOutcome]:
    """Judge the named exercises of one submission, in that order, each in a process of its own.

    `files` maps "partNN_topic.NAME" to a text or a Source; `on_outcome` is called with each outcome as it comes;
    `cache` lends a sandbox. Raises SandboxUnavailable where none can be had, BadInput for an unknown exercise.
    """
    found: dict[str, ExerciseOutcome] = {}
    exercises = [registry.entry(name) for name in names]
    bounds = {"seconds": seconds, "memory": memory, "vetted": vetted}
    with Worker(files, sandboxed=sandboxed, cache=cache, **bounds) as worker:
        for exercise in exercises:
            found[exercise.name] = _outcome(worker, exercise, seed, live)
            on_outcome(found[exercise.name])
    return found


def _outcome(worker: Worker, exercise: Exercise, seed: int, live: bool) -> ExerciseOutcome:
    start = time.perf_counter()
    try:
        submission = worker.submission(exercise)
        verdict = judge_submission(
            exercise, submission, seed, live=live, shared=shared_evaluation(exercise.name, seed, live)
        )
    except BadInput as error:
        verdict = unjudged_verdict(worker, exercise, seed, str(error))
        verdict.seconds = time.perf_counter() - start
    except SandboxUnavailable:
        raise
    except GraderError as error:
        return ExerciseOutcome(exercise.name, trouble=str(error))
    except Exception as error:
        return ExerciseOutcome(exercise.name, trouble=f"{type(error).__name__}: {error}")
    if verdict.exit_code is ExitCode.GRADER_FAILED:
        survivors = ", ".join(verdict.controls.survivors)
        return ExerciseOutcome(exercise.name, trouble=f"known mistakes were let pass: {survivors}")
    return ExerciseOutcome(exercise.name, verdict)


@lru_cache(maxsize=256)  # more than a course has exercises; a seed for each student would fill the memory
def shared_evaluation(name: str, seed: int, live: bool) -> SharedEvaluation:
    """Return what evaluations of an exercise share in this process: nothing of it depends on a student."""
    return SharedEvaluation()


def unjudged_verdict(worker: Worker, exercise: Exercise, seed: int, reason: str) -> Verdict:
    """Return the verdict on a file that gives nothing to judge: no points, and the reason in words."""
    source = worker.files.get(exercise.key)
    path, sha256 = (source.path, source.sha256) if source else (Path(exercise.part, f"{exercise.name}.py"), "")
    verdict = Verdict(exercise.name, path, sha256, seed, exercise.points)
    verdict.nothing_to_judge = True
    verdict.results.append((usable_file(), not_comparable(Problem(ProblemKind.NO_ANSWER, reason))))
    return verdict
