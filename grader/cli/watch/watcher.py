"""The loop of `grader watch`: waits for a change, a key or a fork's answer, and acts on whichever comes first."""

from __future__ import annotations

import select
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from grader.cli.terminal import relative_path, say
from grader.cli.watch.file_watcher import FileWatcher, affects
from grader.cli.watch.forked_job import ForkedJob, JobResult
from grader.cli.watch.keyboard import read_keys, single_keys
from grader.course import registry
from grader.paths import exercise_file, exercises

SECONDS = 10.0
"""Time that an answer's own code may take in one judging: what the judge has, which is imported later than this."""

SPARE = 4.0
"""Seconds beyond that, for the judge's own work, before a fork is killed."""

PATIENCE = 120.0
"""Seconds for a fork that may have to judge many exercises: the list, and where the student is."""

KEYS = "h hint  l list  c compare  r reset  Enter judge again  q quit"


class Watcher:
    """Watches one exercise and then the next; `name` is None until it is known where the student is."""

    def __init__(self, name: str | None = None, seconds: float = SECONDS) -> None:
        self.name, self.seconds = name, seconds
        self.passed: bool | None = None
        self.evaluation: ForkedJob | None = None
        self.asked: ForkedJob | None = None
        self.asked_reset = False
        self.going = True

    def run(self) -> int:
        """Watch until q or Ctrl-C."""
        eyes = FileWatcher(exercises())  # first of all: forked while this process is small, it gets ready meanwhile
        try:
            from grader.cli.watch import exercise_jobs as work

            self.work = work
            work.warm_up()
            with single_keys() as descriptor:
                self.keyboard = descriptor
                eyes.open()
                ends = "" if descriptor is not None else " Ctrl-C ends it."
                say(f"Watching {relative_path(exercises())}.{ends}", "bold")
                self._say_keys()
                self._judge()
                while self.going:
                    self._turn(eyes)
        finally:
            self._drop(self.evaluation, self.asked)
            eyes.close()
        return 0

    def _turn(self, eyes: FileWatcher) -> None:
        """Wait for one thing to happen and act on it."""
        jobs = [job for job in (self.evaluation, self.asked) if job]
        waited = [eyes, *jobs, *([] if self.keyboard is None else [self.keyboard])]
        ready, _, _ = select.select(waited, [], [], min((job.left() for job in jobs), default=None))
        if self.keyboard in ready:
            for key in read_keys(self.keyboard):
                self._press(key)
        elif eyes in ready:  # before any answer, which would be of the older text
            if self._concerned(eyes.changed()):
                self._judge()
        elif self.asked and (answer := _answer(self.asked, ready)):
            self.asked = None
            self._show(answer)
        elif self.evaluation and (answer := _answer(self.evaluation, ready)):
            self.evaluation = None
            (self._verdict if self.name else self._placed)(answer)

    def _concerned(self, changed: set[str]) -> bool:
        if self.name is None:
            return any(path.endswith(".py") for path in changed)
        return affects(changed, self.work.files(self.name))

    def _judge(self) -> None:
        """Judge anew; a judging under way is of an older text, so it is dropped."""
        self._drop(self.evaluation)
        if self.name is None:
            self.evaluation = ForkedJob(self.work.place, "Looking where you are", PATIENCE)
        else:
            self.work.prepare(self.name)
            work = partial(self.work.judged, self.name, self.seconds)
            self.evaluation = ForkedJob(work, f"Judging {self.name}", self.seconds + SPARE)

    def _ask(self, work: Callable[[], Any], what: str, seconds: float = SPARE) -> None:
        """Let a fork answer a key; the judging goes on beside it."""
        self._drop(self.asked)
        self.asked = ForkedJob(work, what, seconds)

    @staticmethod
    def _drop(*jobs: ForkedJob | None) -> None:
        for job in jobs:
            if job:
                job.kill()

    def _placed(self, answer: JobResult) -> None:
        if not answer.whole:
            self._show(answer)
            say("Mend the file that does not end, or name an exercise: grader watch NAME.")
        else:
            self._go_to(answer.value)

    def _verdict(self, answer: JobResult) -> None:
        self._show(answer)
        before, self.passed = self.passed, answer.whole and answer.value
        # One that passed from the start is watched because its name was asked for: stay, until it fails and passes.
        if self.passed and before is False:
            self.name = None  # the verdict is shown already: what is next may take the judging of many
            self._judge()
        elif self.passed:
            say("It passes already: it is judged again when you save it. Another one: `grader watch NAME`.")

    def _go_to(self, name: str | None) -> None:
        self.name, self.passed, self.asked_reset = name, False, False
        if name is None:
            say("Every exercise passes. Next: grader run", "bold green")
            return
        part = registry.part_of(name)
        say(f"\nNext: {name}, {registry.entry(name).title}", "bold")
        say(f"  read   {relative_path(exercises() / part / 'README.md')}")
        say(f"  write  {relative_path(exercise_file(part, name))}")
        self._judge()

    def _show(self, answer: JobResult) -> None:
        say(f"\n{time.strftime('%H:%M:%S')}", "dim")
        say(answer.text.rstrip("\n"))
        self._say_keys()

    def _say_keys(self) -> None:
        if self.keyboard is not None:
            say(KEYS, "dim")
        sys.stdout.flush()

    def _press(self, key: str) -> None:
        """Do what a key says; r only when it is pressed twice, with nothing between."""
        asked, self.asked_reset = self.asked_reset, False
        if asked and key != "r":
            say("Nothing is put back.")
        if key == "q":
            self.going = False
        elif key == "\n":
            self._judge()
        elif key == "l":
            self._ask(self.work.listed, "The list", PATIENCE)
        elif self.name is None and key in "hcr":
            say("No exercise is watched now: grader watch NAME watches one of your choice.")
        elif key == "h":
            self._ask(partial(self.work.hint, self.name), "The hint")
        elif key == "c":
            self._ask(partial(self.work.compared, self.name), "The comparison", 2 * SECONDS + SPARE)
        elif key == "r" and asked:
            self._ask(partial(self.work.put_back, self.name), "The reset")
        elif key == "r":
            self.asked_reset = True
            say(
                f"Put the stub of {self.name} back? Your text is kept beside it. r again does it, another key does not."
            )


def _answer(job: ForkedJob, ready: list[Any]) -> JobResult | None:
    return job.answer() if job in ready or not job.left() else None
