"""`grader check`: the verdict on one exercise, or on every unlocked one up to the first that does not pass."""

from __future__ import annotations

import json as json_format
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.options import SEED
from grader.cli.terminal import say, show_verdict
from grader.course import registry
from grader.course.spec import Exercise
from grader.errors import BadInput, ExitCode
from grader.judge.judge_file import RunnerKind, judge_file
from grader.judge.ladder import Ladder
from grader.judge.verdict import Verdict
from grader.paths import SOLUTIONS, exercise_file, exercises
from grader.runner.source import read, vet
from grader.runner.tree import Tree


def check_(
    name: str | None = None,
    *,
    file: Path | None = None,
    seed: Annotated[int | None, SEED] = None,
    json: bool = False,
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    sandbox: Annotated[bool, Parameter(negative="")] = False,
    unsandboxed: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Judge an exercise; without NAME, every unlocked one in order, stopping where you are.

    Parameters
    ----------
    name
        The exercise, as `grader list` has it.
    file
        Judge this file instead of yours, alone: what it imports comes from its own tree or from the solutions.
    seed
        Draw other inputs; with PyTorch installed, its answers are asked for live.
    json
        Print the verdict as JSON.
    every
        Show every failed check, not the first five.
    sandbox
        Run the code as for marks: in a sandbox that has NumPy and SciPy and nothing else (Linux, bubblewrap).
    unsandboxed
        The same in a plain process, where no sandbox can be had: for code that you trust.
    """
    runner = _runner(sandbox, unsandboxed)
    if name is None:
        if file:
            raise BadInput("--file needs the name of the exercise: grader check NAME --file F.")
        return _check_ladder(seed, json, every, runner)
    exercise = registry.entry(name)
    try:
        verdict = (
            _judge_file(exercise, file, seed, runner) if file else Ladder(exercises()).judge(name, seed, runner=runner)
        )
    except BadInput as error:
        if json:
            path = str(file or exercise_file(exercise.part, name))
            print(json_format.dumps({"exercise": name, "file": path, "passed": False, "error": str(error)}))
        raise
    _print(verdict, json, every)
    if verdict.exit_code is ExitCode.PASSED and not (json or file):
        say(f"  Next: `grader` says what; `grader compare {name}` shows the solution beside yours.")
    return verdict.exit_code


def _runner(sandbox: bool, unsandboxed: bool) -> RunnerKind:
    if unsandboxed:
        print("Not sandboxed: the code runs in a plain process and could read what you can.", file=sys.stderr)
        return RunnerKind.PLAIN_PROCESS
    return RunnerKind.SANDBOX if sandbox else RunnerKind.LOCAL


def _judge_file(exercise: Exercise, file: Path, seed: int | None, runner: RunnerKind) -> Verdict:
    """Judge one file alone. The pieces that it imports come from its own tree of parts, if it is in one.

    Else they come from the solutions; in a student's kit, which has none, from the student's exercises.
    """
    source = read(file.absolute())
    vet(source)
    in_tree = source.path.parent.name == exercise.part and source.path.stem == exercise.name
    root = source.path.parent.parent if in_tree else SOLUTIONS if SOLUTIONS.is_dir() else exercises()
    tree = Tree(root, {exercise.key: source})
    verdict = judge_file(exercise, tree, seed, runner=runner)
    if not in_tree and SOLUTIONS.is_dir():
        verdict.borrowed = [other.split(".")[1] for other in tree.loaded if other != exercise.key]
    return verdict


def _check_ladder(seed: int | None, json: bool, every: bool, runner: RunnerKind) -> int:
    """Judge the exercises in order up to the first that does not pass; return its exit code."""
    ladder, verdicts = Ladder(exercises()), []
    for name in registry.all_names():
        verdict = ladder.judge(name, seed, runner=runner)
        verdicts.append(verdict)
        if not json:
            _print(verdict, json, every)
        if verdict.exit_code:
            break
    else:
        if not json:
            say("Every exercise passes. `grader run` lets your GPT-2 work.", "bold green")
    if json:
        print(json_format.dumps([verdict.as_json() for verdict in verdicts], indent=2))
    return verdicts[-1].exit_code


def _print(verdict: Verdict, json: bool, every: bool) -> None:
    if json:
        print(json_format.dumps(verdict.as_json(), indent=2))
    else:
        show_verdict(verdict, every=every)
