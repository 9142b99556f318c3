"""`grader hint`: the three hints on an exercise, the next one at each call."""

from __future__ import annotations

from dataclasses import dataclass

from grader.cli.terminal import say
from grader.course import registry
from grader.errors import BadInput
from grader.files import remember, remembered
from grader.paths import workspace

STEPS = ("what to look at", "the step in index notation", "the shape of the answer")
"""What each of an exercise's three hints says."""


def hint_(name: str, step: int | None = None) -> int:
    """Give the next hint on an exercise, or the one of STEP (1, 2 or 3).

    Parameters
    ----------
    name
        The exercise.
    step
        Which hint; without it, the first that you have not seen.
    """
    show_hint(next_hint(name, step), f"Next: grader hint {name}")
    return 0


def show_hint(hint: Hint, then: str) -> None:
    """Print a hint, and how the one after it comes."""
    say(hint.title, "bold")
    say(f"  {hint.text}")
    if hint.step < hint.of:
        say(f"  {then}", "dim")


@dataclass(frozen=True)
class Hint:
    """One hint on an exercise, `step` of `of`."""

    name: str
    step: int
    of: int
    text: str

    @property
    def title(self) -> str:
        """Which hint it is."""
        return f"{self.name}, hint {self.step} of {self.of} ({STEPS[self.step - 1]})"


def next_hint(name: str, step: int | None = None) -> Hint:
    """Return the hint of a step, or the first that was not seen, and keep that it was. Raises BadInput for none."""
    hints = registry.entry(name).hints
    if not hints:
        raise BadInput(f"This copy of the course has no hints on {name}: ask your instructor.")
    if step is not None and not 1 <= step <= len(hints):
        raise BadInput(f"There is no hint {step}: {name} has hints 1 to {len(hints)}.")
    store = workspace() / ".grader" / "hints.json"
    seen = remembered(store)
    step = step or min(seen.get(name, 0) + 1, len(hints))
    remember(store, seen | {name: max(step, seen.get(name, 0))})
    return Hint(name, step, len(hints), hints[step - 1])
