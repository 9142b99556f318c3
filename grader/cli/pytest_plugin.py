"""pytest's plug-in: collects each exercise under `exercises/` as a file with an item for every check.

pytest loads this module at every start, so it imports the grader only where an exercise is collected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import pytest

CONTROLS = "negative controls"
CACHE_KEY = "grader/checks"
"""Where pytest's cache keeps the names of all checks by exercise: collecting them anew for `-k` imports every entry."""

check_names_key = pytest.StashKey[dict[str, Any]]()


def pytest_configure(config: pytest.Config) -> None:
    """Read the names of all checks from pytest's cache, unless a file of the grader has changed since."""
    cache = getattr(config, "cache", None)
    cached = cache.get(CACHE_KEY, {}) if cache else {}
    stamp = _grader_fingerprint()
    valid = isinstance(cached, dict) and cached.get(".stamp") == stamp
    config.stash[check_names_key] = cached if valid else {".stamp": stamp}


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write the names of all checks that were collected to pytest's cache; a worker of pytest-xdist does not."""
    cache, names = getattr(session.config, "cache", None), session.config.stash[check_names_key]
    if cache and len(names) > 1 and not hasattr(session.config, "workerinput") and cache.get(CACHE_KEY, {}) != names:
        cache.set(CACHE_KEY, names)


def _grader_fingerprint() -> str:
    """Return a hash of the paths, times and sizes of the grader's files."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        status = path.stat()
        digest.update(f"{path} {status.st_mtime_ns} {status.st_size}".encode())
    return digest.hexdigest()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `exercises/partNN_topic/NAME.py` for every exercise NAME of the course."""
    if not _may_be_exercise(file_path):
        return None
    if problem := _pack_problem():
        broken = BrokenPack.from_parent(parent, path=file_path)
        broken.problem = problem
        return broken
    return ExerciseFile.from_parent(parent, path=file_path) if _is_exercise(file_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Keep pytest from importing an exercise as a test module where its file is named on the command line."""
    known = _may_be_exercise(module_path) and (_pack_problem() or _is_exercise(module_path))
    return EmptyModule.from_parent(parent, path=module_path) if known else None


def _may_be_exercise(path: Path) -> bool:
    part = path.parent
    return path.suffix == ".py" and part.parent.name == "exercises" and part.name.startswith("part")


def _is_exercise(path: Path) -> bool:
    from grader.course import registry

    return path.parent.name in registry.parts() and path.stem in registry.names(path.parent.name)


def _pack_problem() -> str:
    """Return what is wrong with a pack that is named, or ""."""
    from grader.course import registry
    from grader.errors import BadInput

    try:
        registry.parts()
    except BadInput as error:
        return str(error)
    return ""


class BrokenPack(pytest.File):
    """Collected in place of an exercise where a pack cannot be loaded."""

    problem = ""

    def collect(self) -> Iterator[pytest.Item]:
        """Report what is wrong as an error of the collection, without a traceback."""
        raise self.CollectError(self.problem)


class EmptyModule(pytest.File):
    """An exercise as a test module: nothing is collected from it, and it is not imported."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield nothing."""
        return iter(())


class ExerciseFile(pytest.File):
    """One exercise. Its items share one evaluation, so that its file is loaded once, and each case called once."""

    contract_reported = False

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each check, and one for the negative controls; the exercise's file is not run for it."""
        for name in filter(self._may_be_selected, self._check_names()):
            yield CheckItem.from_parent(self, name=name)
        if self._may_be_selected(CONTROLS):
            yield ControlsItem.from_parent(self, name=CONTROLS)

    def _may_be_selected(self, name: str) -> bool:
        """Return False where `-k WORD` leaves an item out; making thousands only to leave them out takes seconds."""
        word = self.config.option.keyword.strip().lower()
        if not word.isidentifier() or word in ("not", "and", "or"):
            return True
        return word in name.lower() or any(word in parent.name.lower() for parent in self.listchain())

    def _check_names(self) -> list[str]:
        """Return the names of the checks: cached ones, unless the exercise is a pack's."""
        from grader.paths import pack_of_part

        if self.path.parent.name in pack_of_part:
            return list(self.checks)
        names = self.config.stash[check_names_key]
        if self.path.stem not in names:
            names[self.path.stem] = list(self.checks)
        return names[self.path.stem]

    @cached_property
    def exercise(self) -> Any:
        """The exercise's entry in the course."""
        from grader.course import registry

        return registry.entry(self.path.stem)

    @cached_property
    def checks(self) -> dict[str, Any]:
        """The exercise's checks by name, in order."""
        from grader.judge.plan import plan

        return {check.name: check for check in plan(self.exercise)}

    @cached_property
    def evaluation(self) -> Any:
        """The evaluation of the file as it is now. Raises BadInput where it cannot be loaded."""
        from grader.judge.evaluation import Evaluation
        from grader.judge.submission import load_local
        from grader.runner.tree import Tree

        return Evaluation(self.exercise, load_local(self.exercise, Tree(self.path.parent.parent)))

    @cached_property
    def lock_reason(self) -> str:
        """Which exercises lock this one, in a sentence, or ""."""
        from grader.judge.ladder import Ladder

        missing = Ladder(self.path.parent.parent).missing(self.exercise.name)
        return f"locked: {', '.join(missing)} not passed yet" if missing else ""

    @cached_property
    def contract_problem(self) -> str:
        """Why nothing can be compared (no file, no function, no output on any case), in one line, or ""."""
        from grader.errors import BadInput

        try:
            first = self.evaluation.sample(self.exercise.cases[0])
            nothing = not first.outputs and not any(self.evaluation.sample(c).outputs for c in self.exercise.cases)
        except BadInput as error:
            return str(error)
        return first.problem.text if first.problem and (nothing or first.not_written) else ""

    @cached_property
    def diagnosis(self) -> str:
        """What the wrong answer looks like, or ""."""
        from grader.judge.diagnosis.diagnose import diagnose
        from grader.judge.verdict_lines import diagnosis_lines

        found = diagnose(self.evaluation)
        return "".join(f"\n{line}" for line in diagnosis_lines(found)) if found else ""


class CheckFailed(Exception):
    """A check failed; its message is shown in place of a traceback."""


def _skip(reason: str) -> NoReturn:
    """Skip, and let pytest report the exercise's file as the place, not this module."""
    raise pytest.skip.Exception(reason, _use_item_location=True)


class ExerciseItem(pytest.Item):
    """An item that skips where the exercise is locked, and shows messages instead of tracebacks."""

    parent: ExerciseFile

    def setup(self) -> None:
        """Skip where locked; where nothing can be compared, skip all items after the first, which reported it."""
        if self.parent.lock_reason:
            _skip(self.parent.lock_reason)
        if self.parent.contract_problem and self.parent.contract_reported:
            _skip(f"nothing to compare yet: {self.parent.contract_problem}")

    def runtest(self) -> None:
        """Fail where the exercise is not written or gives nothing to compare."""
        if self.parent.contract_problem:
            self.parent.contract_reported = True
            raise CheckFailed(self.parent.contract_problem)

    def repr_failure(self, excinfo: pytest.ExceptionInfo, style: Any = None) -> Any:
        """Return the message of a failed check; any other exception is a fault of the grader, shown with traceback."""
        if isinstance(excinfo.value, CheckFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the item's file and its title."""
        return self.path, 0, f"{self.parent.exercise.name}: {self.name}"


class CheckItem(ExerciseItem):
    """One check of one exercise."""

    def runtest(self) -> None:
        """Run the check; fail with its message and the diagnosis, skip the derive gate where it is not filled in."""
        from grader.judge.check import DERIVE_KINDS

        super().runtest()
        check = self.parent.checks[self.name]
        finding = check.ask(self.parent.evaluation)
        if finding.passed:
            return
        if check.kind in DERIVE_KINDS:
            if finding.unanswered:
                _skip(finding.message)
            raise CheckFailed(finding.message)
        raise CheckFailed(finding.message + self.parent.diagnosis)


class ControlsItem(ExerciseItem):
    """The negative controls: every known mistake must be refused on the same inputs."""

    def runtest(self) -> None:
        """Raise GraderError where a known mistake passes: then no verdict of the grader counts."""
        from grader.errors import GraderError
        from grader.judge import controls
        from grader.paths import SOLUTIONS

        super().runtest()
        if not SOLUTIONS.is_dir():
            _skip("the controls run with the instructor's grader: a known mistake is the solution but for a line")
        survivors = controls.run_controls(self.parent.evaluation).survivors
        if survivors:
            raise GraderError(f"the grader let known mistakes pass: {', '.join(survivors)}")
