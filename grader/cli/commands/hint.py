"""`grader hint`: the three hints on an exercise, the next one at each call."""

from __future__ import annotations

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
    hints = registry.entry(name).hints
    if not hints:
        raise BadInput(f"This copy of the course has no hints on {name}: ask your instructor.")
    if step is not None and not 1 <= step <= len(hints):
        raise BadInput(f"There is no hint {step}: {name} has hints 1 to {len(hints)}.")
    store = workspace() / ".grader" / "hints.json"
    seen = remembered(store)
    step = step or min(seen.get(name, 0) + 1, len(hints))
    say(f"{name}, hint {step} of {len(hints)} ({STEPS[step - 1]})", "bold")
    say(f"  {hints[step - 1]}")
    if step < len(hints):
        say(f"  Next: grader hint {name}", "dim")
    remember(store, seen | {name: max(step, seen.get(name, 0))})
    return 0
