"""pytest's view of the exercises: every file under `exercises/` is collected as one item per check.

This module is loaded at every start of pytest, so it imports the grader only where an exercise is collected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import pytest

CONTROLS = "negative controls"
REMEMBERED = "grader/checks"
"""Where pytest's cache has the names of all checks, by exercise: `-k` needs them of the whole catalogue."""
names_key = pytest.StashKey[dict[str, Any]]()


def pytest_configure(config: pytest.Config) -> None:
    """Recall the names of all checks, as long as no file of the grader has changed since."""
    cache = getattr(config, "cache", None)
    kept = cache.get(REMEMBERED, {}) if cache else {}
    stamp = _stamp()
    config.stash[names_key] = kept if isinstance(kept, dict) and kept.get(".stamp") == stamp else {".stamp": stamp}


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember the names of all checks that were met."""
    cache, known = getattr(session.config, "cache", None), session.config.stash[names_key]
    if cache and len(known) > 1 and not hasattr(session.config, "workerinput") and cache.get(REMEMBERED, {}) != known:
        cache.set(REMEMBERED, known)


def _stamp() -> str:
    """Return what changes with any file of the grader."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        seen = path.stat()
        found.update(f"{path} {seen.st_mtime_ns} {seen.st_size}".encode())
    return found.hexdigest()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `exercises/partNN_topic/<exercise>.py` for every exercise of the catalogue."""
    return ExerciseFile.from_parent(parent, path=file_path) if _is_exercise(file_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Keep pytest from importing an exercise whose file is named on the command line."""
    return EmptyModule.from_parent(parent, path=module_path) if _is_exercise(module_path) else None


def _is_exercise(path: Path) -> bool:
    part = path.parent
    if path.suffix != ".py" or part.parent.name != "exercises" or not part.name.startswith("part"):
        return False
    from grader.course import registry

    return part.name in registry.parts() and path.stem in registry.names(part.name)


class EmptyModule(pytest.File):
    """What pytest would collect of an exercise as a module of tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield nothing."""
        return iter(())


class ExerciseFile(pytest.File):
    """One exercise: its items share one judging, so that its file is loaded, and each case asked, once."""

    told = False

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each check, known without running the file, and one for the negative controls."""
        known = self.config.stash[names_key]
        if self.path.stem not in known:
            known[self.path.stem] = list(self.checks)
        for name in known[self.path.stem]:
            yield CheckItem.from_parent(self, name=name)
        yield ControlsItem.from_parent(self, name=CONTROLS)

    @cached_property
    def exercise(self) -> Any:
        """The exercise as the catalogue has it."""
        from grader.course import registry

        return registry.entry(self.path.stem)

    @cached_property
    def checks(self) -> dict[str, Any]:
        """The exercise's checks by name, in order."""
        from grader.judge.plan import plan

        return {check.name: check for check in plan(self.exercise)}

    @cached_property
    def evaluation(self) -> Any:
        """The judging of the file as it stands. Raises BadInput."""
        from grader.judge.evaluation import Evaluation
        from grader.judge.submission import load_local
        from grader.runner.tree import Tree

        return Evaluation(self.exercise, load_local(self.exercise, Tree(self.path.parent.parent)))

    @cached_property
    def lock(self) -> str:
        """Why the exercise may not be tried yet, or ""."""
        from grader.judge.ladder import Ladder

        missing = Ladder(self.path.parent.parent).missing(self.exercise.name)
        return f"locked: {', '.join(missing)} not passed yet" if missing else ""

    @cached_property
    def trouble(self) -> str:
        """Why there is nothing to compare, in one line, or ""."""
        from grader.errors import BadInput
        from grader.judge.evidence.contract import checks

        try:
            return next(checks(self.exercise)).ask(self.evaluation).message
        except BadInput as error:
            return str(error)

    @cached_property
    def diagnosis(self) -> str:
        """What the wrong answer looks like, or ""."""
        from grader.judge.diagnosis.diagnose import diagnose
        from grader.judge.verdict_lines import diagnosis_lines

        found = diagnose(self.evaluation)
        return "".join(f"\n{line}" for line in diagnosis_lines(found)) if found else ""


class CheckFailed(Exception):
    """A check said no; the message is all that there is to show."""


def _skip(reason: str) -> NoReturn:
    """Skip at the exercise's file, not at this one."""
    raise pytest.skip.Exception(reason, _use_item_location=True)


class ExerciseItem(pytest.Item):
    """An item that skips where the exercise is locked, and shows messages instead of tracebacks."""

    parent: ExerciseFile

    def setup(self) -> None:
        """Skip where locked; where there is nothing to compare, fail once and skip the rest."""
        if self.parent.lock:
            _skip(self.parent.lock)
        if self.parent.trouble and self.parent.told:
            _skip(f"nothing to compare yet: {self.parent.trouble}")

    def runtest(self) -> None:
        """Fail in words where the exercise is not written or breaks its contract."""
        if self.parent.trouble:
            self.parent.told = True
            raise CheckFailed(self.parent.trouble)

    def repr_failure(self, excinfo: pytest.ExceptionInfo, style: Any = None) -> Any:
        """Return the message of a refusal; anything else is the grader's own trouble and is shown whole."""
        if isinstance(excinfo.value, CheckFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the item stands."""
        return self.path, 0, f"{self.parent.exercise.name}: {self.name}"


class CheckItem(ExerciseItem):
    """One check of one exercise."""

    def runtest(self) -> None:
        """Ask the check; fail with its message and the diagnosis, skip the derive gate where it is not filled in."""
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
    """The known mistakes, on the same inputs: each must be refused, or the grader may not be believed."""

    def runtest(self) -> None:
        """Raise the grader's own error where a known mistake survives."""
        from grader.errors import GraderError
        from grader.judge import controls
        from grader.paths import SOLUTIONS

        super().runtest()
        if not SOLUTIONS.is_dir():
            _skip("the controls run with the instructor's grader: a known mistake is the solution but for a line")
        survivors = controls.run_controls(self.parent.evaluation).survivors
        if survivors:
            raise GraderError(f"the grader let known mistakes pass: {', '.join(survivors)}")
