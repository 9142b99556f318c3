"""The work of `grader check`: judge some exercises, or every unlocked one up to the first that does not pass."""

from __future__ import annotations

import json as json_format
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.cli.error_report import ErrorReport, report_error
from grader.cli.standard_streams import print_error
from grader.cli.terminal import say, show_verdict, wrap_text
from grader.course import registry
from grader.course.spec import Exercise
from grader.errors import BadInput, ExitCode
from grader.judge.judge_file import RunnerKind, judge_file
from grader.judge.ladder import Ladder
from grader.judge.verdict import Verdict
from grader.judge.verdict_json import error_json, verdict_json
from grader.paths import SOLUTIONS, exercises
from grader.runner.source import read, vet
from grader.runner.tree import Tree


def check_exercises(
    names: Sequence[str],
    file: Path | None = None,
    seed: int | None = None,
    *,
    json: bool = False,
    every: bool = False,
    sandbox: bool = False,
    unsandboxed: bool = False,
) -> int:
    """Judge exercises with the options of `grader check`, print what came, and return the exit code."""
    targets = [_target(word, file) for word in names]
    if file and len(names) != 1:
        raise BadInput("--file needs the name of the exercise, and judges one: grader check NAME --file F.")
    options = _Options(seed, json, every, _runner(sandbox, unsandboxed))
    if not targets:
        return _check_ladder(options)
    judgements = []
    for target in targets:
        judgements.append(_judge(target, options))
        if not json:
            _print(judgements[-1], every)
    if json:
        rows = [judgement.as_json() for judgement in judgements]
        print(json_format.dumps(rows[0] if len(rows) == 1 else rows, indent=2))
        _print_errors(judgements)
    return max(judgement.exit_code for judgement in judgements)


@dataclass(frozen=True)
class _Target:
    """An exercise to judge: the student's own file of it, or another one."""

    name: str
    file: Path | None = None


@dataclass(frozen=True)
class _Options:
    seed: int | None
    json: bool
    every: bool
    runner: RunnerKind


@dataclass(frozen=True)
class _Judgement:
    """What came of one exercise: a verdict, or the report of why there is none."""

    target: _Target
    seed: int | None
    verdict: Verdict | None = None
    error: ErrorReport | None = None

    @property
    def exit_code(self) -> ExitCode:
        return self.verdict.exit_code if self.verdict else self.error.exit_code

    def as_json(self) -> dict[str, Any]:
        """Return its object, of the one schema."""
        if self.verdict:
            return verdict_json(self.verdict)
        return error_json(self.target.name, self.error.message, file=self.target.file, seed=self.seed)


def _target(word: str, file: Path | None) -> _Target:
    """Return what a word of the command line names: an exercise, or by a path its file. Raises BadInput for neither."""
    path = Path(word)
    if path.suffix != ".py" and path.name == word:
        registry.part_of(word)
        return _Target(word, file)
    if file:
        raise BadInput(f"Both {word} and --file {file} name a file. Name the exercise, or one of them alone.")
    name = path.stem
    try:
        registry.part_of(name)
    except BadInput as error:
        raise BadInput(f"{error} {word} is judged as the exercise of its name; --file judges a file of any.") from None
    return _Target(name, path)


def _judge(target: _Target, options: _Options) -> _Judgement:
    """Judge one exercise. What stops it is raised where it is the only thing to be told."""
    try:
        if target.file:
            verdict = _judge_file(registry.entry(target.name), target.file, options.seed, options.runner)
        else:
            verdict = Ladder(exercises()).judge(target.name, options.seed, runner=options.runner)
        return _Judgement(target, options.seed, verdict)
    except SystemExit:
        raise
    except BaseException as error:
        report = report_error(error)
        if report.is_fault and os.environ.get("GRADER_DEBUG"):
            raise
        return _Judgement(target, options.seed, error=report)


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


def _check_ladder(options: _Options) -> int:
    """Judge the exercises in order up to the first that does not pass; return its exit code."""
    judgements = []
    for name in registry.all_names():
        judgements.append(_judge(_Target(name), options))
        if not options.json:
            _print(judgements[-1], options.every, alone=False)
        if judgements[-1].exit_code:
            break
    else:
        if not options.json:
            say("Every exercise passes. `grader run` lets your GPT-2 work.", "bold green")
    if options.json:
        print(json_format.dumps([judgement.as_json() for judgement in judgements], indent=2))
        _print_errors(judgements)
    return judgements[-1].exit_code


def _print(judgement: _Judgement, every: bool, *, alone: bool = True) -> None:
    """Print a verdict, and what to do next where nothing else follows; or why there is none."""
    if not judgement.verdict:
        _print_errors([judgement])
        return
    show_verdict(judgement.verdict, every=every)
    if alone and judgement.exit_code is ExitCode.PASSED and not judgement.target.file:
        name = judgement.target.name
        say(f"  Next: `grader` says what; `grader compare {name}` shows the solution beside yours.")


def _print_errors(judgements: list[_Judgement]) -> None:
    """Print to stderr why there is no verdict."""
    for judgement in judgements:
        if judgement.error:
            sys.stdout.flush()
            print_error(wrap_text(judgement.error.message, sys.stderr))
