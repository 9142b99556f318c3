"""The event loop of `grader watch`: waits for a saved file, a key or a job's result, and acts on what comes first."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from grader.cli.next_exercise import show_next
from grader.cli.terminal import relative_path, say
from grader.cli.watch import exercise_jobs
from grader.cli.watch.actions import WatchActions
from grader.cli.watch.child_job import ChildJob, JobResult
from grader.cli.watch.file_watcher import FileWatcher, affects
from grader.cli.watch.keyboard import Keyboard, single_keys
from grader.cli.watch.start_process import wait_readable
from grader.course import registry
from grader.paths import exercise_file, exercises
from grader.runner.limits import ANSWER_SECONDS

SPARE_SECONDS = 4.0
"""Time beyond that of the student's own code, for the judge's work, before a job is killed."""

LADDER_SECONDS = 120.0
"""Time for a job that may have to judge many exercises: the list, and which exercise is next."""

KEYS = "h hint  s show  l list  c compare  r reset  Enter judge again  q quit"


class Watcher:
    """Watches one exercise and then the next. `name` is None until it is known which one is next.

    `seconds` is the time that the student's own code may take in one verdict, ANSWER_SECONDS where it is None. `edit`
    is the command that opens a file in an editor, "" for none.
    """

    def __init__(
        self,
        name: str | None,
        actions: WatchActions,
        file_watcher: FileWatcher,
        seconds: float | None = None,
        edit: str = "",
    ) -> None:
        self.name, self.actions, self.file_watcher = name, actions, file_watcher
        self.seconds = seconds or ANSWER_SECONDS
        self.edit = shlex.split(edit, posix=os.name == "posix")
        self.passed: bool | None = None
        self.keyboard: Keyboard | None = None
        self.verdict_job: ChildJob | None = None  # a verdict, or which exercise is next
        self.key_job: ChildJob | None = None
        self.reset_pending = False
        self.running = True

    def run(self) -> int:
        """Watch until q or Ctrl-C."""
        try:
            exercise_jobs.preload_course()
            with single_keys() as self.keyboard:
                self.file_watcher.wait_until_ready()
                how_to_end = "" if self.keyboard else " Ctrl-C ends it."
                say(f"Watching {relative_path(exercises())}.{how_to_end}", "bold")
                self._show_keys()
                self._judge()
                while self.running:
                    self._handle_next_event()
        finally:
            self._kill(self.verdict_job, self.key_job)
        return 0

    def _handle_next_event(self) -> None:
        """Wait for one thing to happen and act on it."""
        jobs = [job for job in (self.verdict_job, self.key_job) if job]
        sources = [self.file_watcher, *jobs, *([self.keyboard] if self.keyboard else [])]
        ready = wait_readable(sources, min((job.seconds_left() for job in jobs), default=None))
        if self.keyboard and self.keyboard in ready:
            for key in self.keyboard.read_keys():
                self._on_key(key)
        elif self.file_watcher in ready:  # before any result, which would be of the older text
            if self._is_affected(self.file_watcher.changed_paths()):
                self._judge()
        elif self.key_job and (result := _result(self.key_job, ready)):
            self.key_job = None
            self._show(result)
        elif self.verdict_job and (result := _result(self.verdict_job, ready)):
            self.verdict_job = None
            (self._on_verdict if self.name else self._on_next_exercise)(result)

    def _is_affected(self, changed: set[str]) -> bool:
        if self.name is None:
            return any(path.endswith(".py") for path in changed)
        return affects(changed, exercise_jobs.files_judged(self.name))

    def _judge(self) -> None:
        """Start a verdict, or the search for the next exercise; one under way is of an older text, so it is killed."""
        self._kill(self.verdict_job)
        if self.name is None:
            self.verdict_job = ChildJob(exercise_jobs.find_next_exercise, "Looking where you are", LADDER_SECONDS)
        else:
            exercise_jobs.preload_exercise(self.name)
            check = partial(exercise_jobs.check_exercise, self.name, self.seconds, self.keyboard is not None)
            self.verdict_job = ChildJob(check, f"Judging {self.name}", self.seconds + SPARE_SECONDS)

    def _start_key_job(self, action: Callable[[], Any], label: str, seconds: float = SPARE_SECONDS) -> None:
        """Let a child process do what a key asks for, while the verdict's goes on."""
        self._kill(self.key_job)
        self.key_job = ChildJob(action, label, seconds)

    @staticmethod
    def _kill(*jobs: ChildJob | None) -> None:
        for job in jobs:
            if job:
                job.kill()

    def _on_next_exercise(self, result: JobResult) -> None:
        if not result.completed:
            self._show(result)
            say("Mend the file that does not end, or name an exercise: grader watch NAME.")
            return
        self.name, self.passed, self.reset_pending = result.value, False, False
        show_next(self.name)
        if self.name:
            self._open_editor(self.name)
            self._judge()

    def _open_editor(self, name: str) -> None:
        """Open the exercise's file where a command for it is given; what it says or does is its own."""
        if self.edit:
            program = shutil.which(self.edit[0]) or self.edit[0]
            file = exercise_file(registry.part_of(name), name)
            try:
                subprocess.Popen([program, *self.edit[1:], str(file)], stdin=subprocess.DEVNULL)
            except OSError as error:
                say(f"{self.edit[0]} cannot be started: {error.strerror}.")
                self.edit = []

    def _on_verdict(self, result: JobResult) -> None:
        self._show(result)
        passed_before, self.passed = self.passed, result.completed and result.value
        # One that passed from the start is watched because its name was given: stay, until it fails and passes.
        if self.passed and passed_before is False:
            self.name = None  # the verdict is shown already: the search for what is next may judge many
            self._judge()
        elif self.passed:
            say("It passes already: it is judged again when you save it. Another one: `grader watch NAME`.")

    def _show(self, result: JobResult) -> None:
        say(f"\n{time.strftime('%H:%M:%S')}", "dim")
        say(result.text.rstrip("\n"))
        self._show_keys()

    def _show_keys(self) -> None:
        if self.keyboard:
            say(KEYS, "dim")
        sys.stdout.flush()

    def _on_key(self, key: str) -> None:
        """Do what a key says; r only when it is pressed twice, with nothing between."""
        confirmed, self.reset_pending = self.reset_pending, False
        if confirmed and key != "r":
            say("Nothing is put back.")
        if key == "q":
            self.running = False
        elif key == "\n":
            self._judge()
        elif key == "l":
            self._start_key_job(self.actions.list_exercises, "The list", LADDER_SECONDS)
        elif self.name is None and key in "hscr":
            say("No exercise is watched now: grader watch NAME watches one of your choice.")
        elif key == "h":
            self._start_key_job(partial(self.actions.hint, self.name), "The hint")
        elif key == "s":
            self._start_key_job(partial(self.actions.show, self.name), "The picture", ANSWER_SECONDS + SPARE_SECONDS)
        elif key == "c":
            compare = partial(self.actions.compare, self.name)
            self._start_key_job(compare, "The comparison", 2 * ANSWER_SECONDS + SPARE_SECONDS)
        elif key == "r" and confirmed:
            self._start_key_job(partial(self.actions.reset, self.name), "The reset")
        elif key == "r":
            self.reset_pending = True
            say(
                f"Put the stub of {self.name} back? Your text is kept beside it. r again does it, another key does not."
            )


def _result(job: ChildJob, ready: list[Any]) -> JobResult | None:
    return job.result() if job in ready or not job.seconds_left() else None
