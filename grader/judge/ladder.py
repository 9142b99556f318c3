"""Where a student is on the ladder: what passed, what is locked and by what. Progress lives in the files themselves.

Verdicts are kept in `.grader/verdicts.json`, keyed by a hash of everything that they depend on: the exercise's text,
the texts of the pieces it is built on, and the grader's own files. Deleting that file loses nothing but time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.course import registry
from grader.course.spec import Exercise
from grader.errors import BadInput
from grader.files import remember, remembered
from grader.judge.verdict import Verdict
from grader.paths import COURSE
from grader.runner.tree import Tree


@dataclass(frozen=True)
class Standing:
    """How one exercise stands: `state` is "passed", "failed" or "unwritten"; `points` were earned of `max_points`."""

    state: str
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
        exercise = registry.entry(name)
        key = self._key(exercise)
        if key not in self._known:
            self._keep(key, self._judge(exercise))
        return Standing(**self._known[key], max_points=exercise.points)

    def remember(self, verdict: Verdict) -> None:
        """Keep a verdict that was just given on this tree."""
        self._keep(self._key(registry.entry(verdict.exercise)), _summary(verdict))

    def missing(self, name: str) -> list[str]:
        """Return the exercises that this one is built on and that have not passed, deepest first."""
        found: dict[str, None] = {}
        for other in registry.entry(name).requires:
            found |= dict.fromkeys(self.missing(other))
            if self.standing(other).state != "passed":
                found[other] = None
        return list(found)

    def next_up(self) -> str | None:
        """Return the first exercise that has not passed and is not locked; None where the ladder is done."""
        for name in registry.all_names():
            if self.standing(name).state != "passed" and not self.missing(name):
                return name
        return None

    def _judge(self, exercise: Exercise) -> dict:
        from grader.judge.judge import SECONDS, judge  # a known verdict needs none of the judge
        from grader.judge.submission import load_local

        try:
            return _summary(judge(exercise, load_local(exercise, Tree(self.root), SECONDS)))
        except BadInput:
            return {"state": "failed", "points": 0.0}

    def _key(self, exercise: Exercise) -> str:
        h = hashlib.sha256(fingerprint().encode())
        for name in prerequisites(exercise.name):
            path = self.root / registry.part_of(name) / f"{name}.py"
            h.update(path.read_bytes() if path.is_file() else b"missing")
        return h.hexdigest()[:32]

    def _keep(self, key: str, summary: dict) -> None:
        self._known[key] = summary
        remember(self.store, self._known)


def _summary(verdict: Verdict) -> dict:
    return {"state": verdict.state, "points": verdict.points}


@cache
def prerequisites(name: str) -> tuple[str, ...]:
    """Return the exercise and all that it is built on."""
    found = {name: None}
    for other in registry.entry(name).requires:
        found |= dict.fromkeys(prerequisites(other))
    return tuple(found)


@cache
def fingerprint() -> str:
    """Return a fingerprint of the grader, the reference and the solutions: a change there makes verdicts stale."""
    h = hashlib.sha256()
    for folder in ("grader", "reference", "solutions"):
        for path in sorted(p for p in (COURSE / folder).rglob("*.*") if p.suffix in (".py", ".npz")):
            status = path.stat()
            h.update(f"{path}{status.st_mtime_ns}{status.st_size}".encode())
    return h.hexdigest()
