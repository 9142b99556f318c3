"""Grade a class: read each submission, judge whatever has no stored verdict, and put the results together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.stubs import solution_text, stub
from grader.errors import GraderError
from grader.instructor.assignments import Assignment
from grader.instructor.batch.executors import TaskExecutor
from grader.instructor.batch.grading_task import GradingTask, Judge, Record, error_record
from grader.instructor.batch.submissions import FileFault, HandIn, read_hand_in
from grader.instructor.batch.verdict_keys import verdict_key
from grader.instructor.batch.verdict_store import VerdictStore
from grader.instructor.judge_task import JudgeTask, run_judge_task
from grader.instructor.results import ExerciseState, StudentResult, student_result
from grader.judge.fingerprint import fingerprint

GIVE_UP_AFTER = 3
"""Submissions, from the first, of which nothing could be judged before the whole class is given up."""

OnProgress = Callable[[int, int], None]
"""Called with the number of submissions done and the number of verdicts given so far."""

SeedOf = Callable[[str], int]
"""Gives the seed of a student's inputs, which may be the same for all."""

OpenExecutor = Callable[[], AbstractContextManager[TaskExecutor]]
"""Starts the workers; called only where there is something to judge."""


@dataclass(frozen=True)
class GradingRequest:
    """Which exercises of a class to grade, at which points, on which seeds, and how.

    `lent` are pieces that come from the solutions where a student handed in none.
    `again` judges anew what has a stored verdict. `judge` and `fingerprint` are for tests (see `GradingTask`).
    """

    assignment: Assignment
    seed_of: SeedOf
    sandboxed: bool = True
    prefer_notebooks: bool = False
    again: bool = False
    judge: Judge = run_judge_task
    fingerprint: str = field(default_factory=lambda: fingerprint(by_content=True))
    lent: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The exercises to grade."""
        return self.assignment.exercises


def grade_class(
    folders: Sequence[Path],
    request: GradingRequest,
    store: VerdictStore,
    open_executor: OpenExecutor,
    on_progress: OnProgress = lambda done, verdicts: None,
) -> ClassGrading:
    """Judge whatever of these submissions has no stored verdict, and store each submission's verdicts as they come.

    The one entrance to grading a class. Ctrl-C ends it early: the returned class is `interrupted`, and what was stored
    stays. Raises SandboxUnavailable where this machine can judge nobody, GraderError where nothing of the first
    submissions could be judged.
    """
    grading = ClassGrading(folders, request, store)
    try:
        grading.run(open_executor, on_progress)
    except KeyboardInterrupt:
        grading.interrupted = True
    return grading


@dataclass
class _ReadHandIn:
    """What is kept in memory of a submission that was read: its verdicts' keys, by exercise, and not its texts."""

    hand_in: HandIn
    keys: dict[str, str] = field(default_factory=dict)


class ClassGrading:
    """The submissions of a class and their verdicts. Each folder is read once."""

    def __init__(self, folders: Sequence[Path], request: GradingRequest, store: VerdictStore) -> None:
        self.folders, self.request, self.store = folders, request, store
        self.verdict_count = 0
        self.interrupted = False
        self._finished_tasks = self._failed_tasks = 0
        self._stubs = {name: stub(registry.part_of(name), name) for name in request.lent}
        self._read: dict[Path, _ReadHandIn] = {}
        self._errors: dict[str, Record] = {}
        self._submitted_keys: set[str] = set()
        self._missing_keys: dict[Path, set[str]] = {}

    def run(self, open_executor: OpenExecutor, on_progress: OnProgress) -> None:
        """Judge what has no verdict yet."""
        tasks = self._tasks(on_progress)
        first = next(tasks, None)
        if first is None:
            return
        with open_executor() as executor:
            for task, records in executor.run(chain([first], tasks)):
                self._store_records(task, records)
                self._check_that_anything_works(records)
                on_progress(self.done, self.verdict_count)

    @property
    def done(self) -> int:
        """How many submissions have all their verdicts."""
        return len(self._read) - len(self._missing_keys)

    def results(self) -> Iterator[StudentResult]:
        """Yield each student's result, in the order of the folders; the store must still be open."""
        for folder in self.folders:
            read = self._read.get(folder) or _ReadHandIn(HandIn(folder.name))
            stored = self.store.get(read.keys.values()) | self._errors
            hand_in = read.hand_in
            records = {name: self._record(name, folder, stored) for name in self.request.names}
            yield student_result(
                hand_in.student,
                records,
                hand_in.locations,
                unreadable=hand_in.unreadable,
                notes=hand_in.notes,
                assignment=self.request.assignment,
                handed_in=hand_in.handed_in,
            )

    def _tasks(self, on_progress: OnProgress) -> Iterator[GradingTask]:
        """Read the submissions one after another, and yield a task for each that lacks verdicts.

        A verdict that a task was made for already, for another submission of the same text, is not judged twice.
        """
        for number, folder in enumerate(self.folders):
            hand_in = read_hand_in(folder, prefer_notebooks=self.request.prefer_notebooks)
            files, hand_in.files = hand_in.files, {}
            lent = self._lend(files, hand_in)
            seed = self.request.seed_of(hand_in.student)
            read = self._read[folder] = _ReadHandIn(hand_in, self._keys(files, seed))
            if self.request.again:
                self.store.remove(key for key in read.keys.values() if key not in self._submitted_keys)
            stored = self.store.get(read.keys.values())
            missing = {name: key for name, key in read.keys.items() if key not in stored}
            if missing:
                self._missing_keys[folder] = {*missing.values()}
            names = tuple(name for name, key in missing.items() if key not in self._submitted_keys)
            self._submitted_keys |= {*missing.values()}
            if names:
                task = JudgeTask(files, names, seed, self.request.sandboxed)
                yield GradingTask(number, task, self.request.fingerprint, self.request.judge, lent)
            else:
                on_progress(self.done, self.verdict_count)

    def _lend(self, files: dict[str, str], hand_in: HandIn) -> frozenset[str]:
        """Add the solutions of lent pieces that a student has not written; return their keys."""
        lent = [name for name, text in self._stubs.items() if files.get(registry.key(name), text) == text]
        files |= {registry.key(name): solution_text(name) for name in lent}
        if lent:
            hand_in.notes.append(f"Lent from the solutions, since no assignment asks for them: {', '.join(lent)}.")
        return frozenset(map(registry.key, lent))

    def _keys(self, files: Mapping[str, str], seed: int) -> dict[str, str]:
        """Return the key of the verdict on each exercise that was handed in."""
        return {
            name: verdict_key(name, files, seed, sandboxed=self.request.sandboxed)
            for name in self.request.names
            if registry.key(name) in files
        }

    def _store_records(self, task: GradingTask, records: Mapping[str, Record]) -> None:
        keys = self._read[self.folders[task.number]].keys
        errors = {name for name, record in records.items() if record["state"] == ExerciseState.ERROR}
        self.store.add({keys[name]: record for name, record in records.items() if name not in errors})
        self._errors |= {keys[name]: records[name] for name in errors}
        judged = {keys[name] for name in records}
        self._missing_keys = {folder: left for folder, keys in self._missing_keys.items() if (left := keys - judged)}
        self.verdict_count += len(records)

    def _check_that_anything_works(self, records: Mapping[str, Record]) -> None:
        """Raise GraderError where all of the first tasks gave nothing but grader errors."""
        self._finished_tasks += 1
        self._failed_tasks += all(record["state"] == ExerciseState.ERROR for record in records.values())
        if self._finished_tasks == self._failed_tasks == GIVE_UP_AFTER:
            reason = next(iter(records.values()))["reason"]
            raise GraderError(f"nothing of the first {GIVE_UP_AFTER} submissions could be judged: {reason}")

    def _record(self, name: str, folder: Path, stored: Mapping[str, Record]) -> Record:
        """Return the record of one exercise of a submission, whatever became of it."""
        read = self._read.get(folder)
        if read is None:
            return {"state": ExerciseState.WAITING.value}
        if fault := read.hand_in.faults.get(registry.key(name)):
            return _fault_record(fault)
        if name not in read.keys:
            return {"state": ExerciseState.MISSING.value}
        return stored.get(read.keys[name], {"state": ExerciseState.WAITING.value})


def _fault_record(fault: FileFault) -> dict[str, Any]:
    if fault.is_grader_error:
        return error_record(fault.message)
    return {"state": ExerciseState.FAILED.value, "points": 0.0, "reason": fault.message}
