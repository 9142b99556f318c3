"""Grade a class: read each submission, judge what no kept verdict answers, and write everything out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.errors import GraderError
from grader.instructor.batch.executors import TaskExecutor
from grader.instructor.batch.grading_task import MARK, GradingTask, error_record
from grader.instructor.batch.submissions import FileFault, HandIn, read_hand_in
from grader.instructor.batch.verdict_keys import fingerprint, verdict_key
from grader.instructor.batch.verdict_store import VerdictStore
from grader.instructor.results import StudentResult, student_result

HOPELESS = 3
"""Submissions, from the first, of which nothing could be judged before the class is given up."""

Told = Callable[[int, int], None]
"""Called with the submissions done, and the verdicts given so far."""


@dataclass(frozen=True)
class GradingRequest:
    """What is asked of a class: which exercises, with which seed, judged how."""

    names: tuple[str, ...]
    seed: int
    sandboxed: bool = True
    prefer_notebooks: bool = False
    again: bool = False
    mark: str = MARK
    fingerprint: str = field(default_factory=fingerprint)


@dataclass
class _ReadHandIn:
    """What is remembered of a submission once it was read: the keys of its verdicts, not its texts."""

    submission: HandIn
    keys: dict[str, str] = field(default_factory=dict)


class ClassGrading:
    """The submissions of a class, and what became of them. Each folder is read once."""

    def __init__(self, folders: list[Path], asked: GradingRequest, store: VerdictStore) -> None:
        self.folders, self.asked, self.store = folders, asked, store
        self.graded = 0
        self._units = self._hopeless = 0
        self._read: dict[Path, _ReadHandIn] = {}
        self._errors: dict[str, dict[str, Any]] = {}
        self._handed_out: set[str] = set()
        self._open: dict[Path, set[str]] = {}

    def grade(self, workers: Callable[[], AbstractContextManager[TaskExecutor]], on_progress: Told) -> None:
        """Judge all that is outstanding, and keep each submission's verdicts as soon as they come.

        The workers are started only where there is something to judge. Ctrl-C ends it; what was kept is kept.
        """
        units = self._work(on_progress)
        first = next(units, None)
        if first is None:
            return
        with workers() as at_work:
            for unit, records in at_work.grade(_before(first, units)):
                self._keep(unit, records)
                self._give_up(records)
                on_progress(self.done, self.graded)

    @property
    def done(self) -> int:
        """Submissions of which every verdict is there."""
        return len(self._read) - len(self._open)

    def results(self) -> Iterator[StudentResult]:
        """Yield each student's result, in order; what has not been graded yet is said to be waiting."""
        for folder in self.folders:
            read = self._read.get(folder)
            if read is None:
                yield student_result(folder.name, {name: {"state": "waiting"} for name in self.asked.names}, {})
                continue
            it = read.submission
            known = self.store.known(read.keys.values()) | self._errors
            records = {name: self._record(name, read, known) for name in self.asked.names}
            yield student_result(it.student, records, it.places, trouble=it.trouble, notes=it.notes)

    def _work(self, on_progress: Told) -> Iterator[GradingTask]:
        """Read the submissions one after another, and yield the work that each leaves.

        A verdict that another submission of the same text has been handed out for is not asked for twice.
        """
        for number, folder in enumerate(self.folders):
            submission = read_hand_in(folder, prefer_notebooks=self.asked.prefer_notebooks)
            read = self._read[folder] = _ReadHandIn(submission)
            files = submission.files
            for name in self.asked.names:
                if registry.key(name) in files:
                    read.keys[name] = verdict_key(name, files, self.asked.seed, sandboxed=self.asked.sandboxed)
            if self.asked.again:
                self.store.forget(key for key in read.keys.values() if key not in self._handed_out)
            known = self.store.known(read.keys.values())
            missing = {name: key for name, key in read.keys.items() if key not in known}
            if missing:
                self._open[folder] = {*missing.values()}
            todo = tuple(name for name, key in missing.items() if key not in self._handed_out)
            self._handed_out |= {*missing.values()}
            submission.files = {}
            if todo:
                yield GradingTask(
                    number, files, todo, self.asked.seed, self.asked.sandboxed, self.asked.fingerprint, self.asked.mark
                )
            else:
                on_progress(self.done, self.graded)

    def _keep(self, unit: GradingTask, records: Mapping[str, Mapping[str, Any]]) -> None:
        keys = self._read[self.folders[unit.number]].keys
        self.store.keep({keys[name]: record for name, record in records.items() if record["state"] != "error"})
        self._errors |= {keys[name]: dict(record) for name, record in records.items() if record["state"] == "error"}
        decided = {keys[name] for name in records}
        self._open = {folder: left for folder, keys in self._open.items() if (left := keys - decided)}
        self.graded += len(records)

    def _give_up(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Raise GraderError where the first submissions show that nothing can be judged here."""
        self._units += 1
        self._hopeless += all(record["state"] == "error" for record in records.values())
        if self._units == self._hopeless == HOPELESS:
            reason = next(iter(records.values()))["reason"]
            raise GraderError(f"nothing of the first {HOPELESS} submissions could be judged: {reason}")

    def _record(self, name: str, read: _ReadHandIn, known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        fault = read.submission.faults.get(registry.key(name))
        if fault:
            return _faulty(fault)
        if name not in read.keys:
            return {"state": "missing"}
        return known.get(read.keys[name], {"state": "waiting"})


def _faulty(fault: FileFault) -> dict[str, Any]:
    return error_record(fault.text) if fault.ours else {"state": "failed", "points": 0.0, "reason": fault.text}


def _before(first: GradingTask, units: Iterator[GradingTask]) -> Iterator[GradingTask]:
    yield first
    yield from units
