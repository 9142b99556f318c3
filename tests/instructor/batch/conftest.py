"""A class of submissions to grade, and the way to grade it with the stand-in for the judge."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.course import registry
from grader.instructor.batch import grade_class, submissions
from grader.instructor.batch.executors import TaskExecutor
from grader.instructor.batch.verdict_store import VerdictStore
from grader.instructor.reports import write_reports
from grader.instructor.reports.managed_files import ManagedFiles
from tests.instructor.batch.standin import LOG, STANDIN

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

    def grade(self, workers=None, names=NAMES, seed=7, mark=STANDIN, **options):
        """Grade as the command does; return the class counted, and put the results by student into `results`."""
        (self.out / ".grader").mkdir(parents=True, exist_ok=True)
        options.setdefault("fingerprint", "")  # so that a file saved while the tests run is no trouble of theirs
        asked = grade_class.GradingRequest(names, seed, mark=mark, **options)
        with VerdictStore(self.out / ".grader" / "verdicts.sqlite") as store:
            it = grade_class.ClassGrading(submissions.student_folders(self.folder), asked, store)
            try:
                it.grade(workers or threads, lambda done, graded: None)
            finally:
                self.results = {result.student: result for result in it.results()}
                self.graded = it.graded
                written = ManagedFiles(self.out, self.out / ".grader" / "written.json")
                census = write_reports.write_reports(self.results.values(), names, "grades.csv", written)
        self.kept = written.kept
        return census

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
