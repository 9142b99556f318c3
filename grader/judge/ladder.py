"""Where a student is on the ladder: what passed, what is locked and by what. Progress lives in the files themselves.

Verdicts are kept in `.grader/verdicts.json`, keyed by a hash of everything that they depend on: the exercise's text,
the texts of the pieces it is built on, and the grader's own files. Deleting that file loses nothing but time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.spec import Exercise
from grader.errors import BadInput
from grader.files import remember, remembered
from grader.judge.fingerprint import fingerprint
from grader.judge.verdict import State, Verdict
from grader.paths import file_in
from grader.runner.tree import Tree

NOTHING_JUDGED = {"state": State.FAILED, "points": 0.0}
"""What is kept of a file that cannot be judged."""


@dataclass(frozen=True)
class Standing:
    """How one exercise stands: `points` were earned of `max_points`."""

    state: State
    points: float
    max_points: float


class Ladder:
    """The exercises of one tree of parts, and how each stands."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = root.parent / ".grader" / "verdicts.json"
        self._known: dict[str, dict] = remembered(self.store)

    def standing(self, name: str) -> Standing:
        """Return how an exercise stands, judging it where its text was never judged before."""
        if known := self.known(name):
            return known
        exercise = registry.entry(name)
        self._keep(self._key(exercise), self._judge(exercise))
        return self.known(name)

    def known(self, name: str) -> Standing | None:
        """Return how an exercise stands; None where only running it could tell, as its text was never judged."""
        exercise = registry.entry(name)
        known = self._known.get(self._key(exercise))
        if not known and self._is_stub(exercise):
            known = {"state": State.NOT_WRITTEN, "points": 0.0}
            self._keep(self._key(exercise), known)
        return known and Standing(State(known["state"]), known["points"], exercise.points)

    def known_to_pass(self) -> list[str]:
        """Return the exercises that have passed, as far as that is known without running any."""
        names = registry.all_names()
        return [name for name in names if (known := self.known(name)) and known.state is State.PASSED]

    def missing(self, name: str) -> list[str]:
        """Return the exercises that this one is built on and that have not passed, deepest first."""
        found: dict[str, None] = {}
        for other in registry.entry(name).requires:
            found |= dict.fromkeys(self.missing(other))
            if self.standing(other).state is not State.PASSED:
                found[other] = None
        return list(found)

    def next_up(self) -> str | None:
        """Return the first exercise that has not passed and is not locked; None where the ladder is done."""
        for name in registry.all_names():
            if self.standing(name).state is not State.PASSED and not self.missing(name):
                return name
        return None

    def judge(self, name: str, seed: int | None = None, **options: Any) -> Verdict:
        """Judge an exercise's file anew, with the options of `judge_file`, and keep the verdict.

        Raises BadInput where the exercise is locked, and what `judge_file` raises.
        """
        from grader.judge.judge_file import judge_file  # a known verdict needs none of the judge

        if missing := self.missing(name):
            raise BadInput(
                f"{name} is locked: it is built on {', '.join(missing)}, not passed yet. "
                f"Next: grader check {missing[0]}"
            )
        exercise = registry.entry(name)
        try:
            verdict = judge_file(exercise, Tree(self.root), seed, **options)
        except BadInput:
            if not seed:
                self._keep(self._key(exercise), NOTHING_JUDGED)  # an endless import need not be waited for again
            raise
        if not seed:
            self._keep(self._key(exercise), _summary(verdict))
        return verdict

    def _judge(self, exercise: Exercise) -> dict[str, Any]:
        from grader.judge.judge_file import judge_file

        try:
            return _summary(judge_file(exercise, Tree(self.root)))
        except BadInput:
            return NOTHING_JUDGED

    def _is_stub(self, exercise: Exercise) -> bool:
        """Return whether the file is as the course laid it: to know how that stands, nothing has to run."""
        from grader.course.stubs import stub  # a known verdict needs no stub

        path = file_in(self.root, exercise.part, exercise.name)
        return path.is_file() and path.read_bytes() == stub(exercise.part, exercise.name).encode()

    def _key(self, exercise: Exercise) -> str:
        h = hashlib.sha256(fingerprint().encode())
        for name in registry.prerequisites(exercise.name):
            path = file_in(self.root, registry.part_of(name), name)
            h.update(path.read_bytes() if path.is_file() else b"missing")
        return h.hexdigest()[:32]

    def _keep(self, key: str, summary: dict) -> None:
        self._known[key] = summary
        remember(self.store, self._known)


def _summary(verdict: Verdict) -> dict:
    return {"state": verdict.state, "points": verdict.points}
