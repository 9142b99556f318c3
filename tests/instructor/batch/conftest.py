"""A class of submissions to grade, and the way to grade it with the stand-in for the judge."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.course import registry
from grader.instructor.assignments import of_exercises
from grader.instructor.batch import submissions
from grader.instructor.batch.executors import TaskExecutor
from grader.instructor.batch.grade_class import GradingRequest, grade_class
from grader.instructor.batch.verdict_store import VERDICTS, VerdictStore
from grader.instructor.reports.write_reports import write_reports
from tests.instructor.batch.standin import LOG, judge

NAMES = ("matmul", "relu", "linear")
"""The exercises graded here; `linear` is built on `matmul`."""


def key(name):
    """Where an exercise's file stands in a submission."""
    return f"{registry.part_of(name)}/{name}.py"


class Classroom:
    """A folder of submissions, and what grading it wrote."""

    def __init__(self, root):
        self.root, self.folder, self.out = root, root / "submissions", root / "out"
        self.log = root / "log"
        self.folder.mkdir()

    def submit(self, student, below="", **texts):
        """Lay a student's files down, by exercise: text or bytes."""
        for name, text in texts.items():
            path = self.folder / student / below / key(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def grade(self, workers=None, names=NAMES, seed=7, judge=judge, **options):
        """Grade as the command does; return the class's statistics, and keep the results by student in `results`."""
        options.setdefault("fingerprint", "")  # so that a file saved while the tests run is no trouble of theirs
        request = GradingRequest(of_exercises(names), lambda student: seed, judge=judge, **options)
        with VerdictStore(self.out / VERDICTS) as store:
            grading = grade_class(submissions.student_folders(self.folder), request, store, workers or threads)
            self.results = {result.student: result for result in grading.results()}
            reports = write_reports(self.results.values(), names, self.out / "grades.csv")
        self.graded, self.kept = grading.verdict_count, reports.kept
        if grading.interrupted:
            raise KeyboardInterrupt
        return reports.statistics

    def logged(self, what):
        """Return the gradings in the log, as (exercise, id)."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [tuple(line.split()[1:3]) for line in lines if line.startswith(what)]

    def read(self, name):
        """Return a file that was written."""
        return (self.out / name).read_text()


@contextlib.contextmanager
def threads():
    """Two threads: the quickest executor, and any will do."""
    with ThreadPoolExecutor(2) as executor:
        yield TaskExecutor(lambda: executor, 2)


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    made = Classroom(tmp_path)
    monkeypatch.setenv(LOG, str(made.log))
    return made
