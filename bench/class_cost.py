"""What a class costs in CPU: `python -m bench.class_cost [COUNT]` prints figures and asserts nothing.

Processor seconds of this process and of all that it starts, sandboxes among them, so that other work on the machine
hardly counts. A class of synthetic full-course submissions is graded, and larger ones are projected from it; then one
submission that never ends joins a small class, which shows what it costs the others.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from cyclopts import App

from bench.command import at_least_one, run_app
from bench.grade import _grade
from bench.processor_time import SandboxTime, own_and_waited_for
from grader.course import registry
from grader.instructor.worker_processes import processor_count
from tests.instructor.batch import synthetic

COUNT, PROJECTED = 60, (200, 1000)
GOAL = 2.0
"""Processor seconds of a full-course submission."""

NEIGHBOURS = 4
HOSTILE = ("part03_linear_algebra", "relu", "while True:\n    pass\n")
"""Part, exercise and the text of the submission that never ends."""


@dataclass(frozen=True)
class Cost:
    """Processor seconds of the judge and of the sandboxes, and seconds on the clock, of some work."""

    judge: float
    sandboxes: float
    clock: float

    @property
    def cpu(self) -> float:
        """Processor seconds in all."""
        return self.judge + self.sandboxes


app = App(name="bench.class_cost", help="Measure what a class costs in CPU. Nothing is asserted.")


@app.default
def class_cost(count: int = COUNT) -> int:
    """Print every figure.

    Parameters
    ----------
    count
        Submissions of the whole course in the class that is graded.
    """
    at_least_one("COUNT", count)
    for line in chain(_classes(count), _hostile()):
        print(line, flush=True)
    return 0


def _classes(count: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        synthetic.write(Path(folder) / "class", count)
        cost = _cost(lambda: _grade(Path(folder), processor_count()))
    each = cost.cpu / count
    yield f"{count} submissions of {len(registry.all_names())} exercises: {each:.2f} s of CPU each (goal {GOAL:g})"
    yield f"  the judge's {cost.judge / count:.2f} s, the answers' in their sandboxes {cost.sandboxes / count:.2f} s"
    yield f"  on the clock {cost.clock:.0f} s with {processor_count()} processes"
    for more in PROJECTED:
        yield f"  {more}, projected: {more * each / 60:.0f} min of CPU"
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    yield f"  peak memory: {own:.0f} MB in front, {children:.0f} MB of the largest process behind it"


def _hostile() -> Iterator[str]:
    """Compare a small class with the same class and one submission that never ends."""
    costs = []
    for hostile in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            synthetic.write(Path(folder) / "class", NEIGHBOURS)
            if hostile:
                part, name, text = HOSTILE
                place = Path(folder) / "class" / "zz_hostile"
                (place / part).mkdir(parents=True)
                (place / part / f"{name}.py").write_text(text)
            costs.append(_cost(lambda folder=folder: _grade(Path(folder), processor_count())))
    without, beside = costs
    yield (
        f"one submission that never ends, beside {NEIGHBOURS}: {beside.cpu - without.cpu:.1f} s of CPU more, "
        f"{beside.clock - without.clock:.1f} s on the clock"
    )


def _cost(work: Callable[[], object]) -> Cost:
    before, start = own_and_waited_for(), time.perf_counter()
    with SandboxTime() as sandboxes:
        work()
    clock = time.perf_counter() - start
    return Cost(own_and_waited_for() - before - sandboxes.of_reading, sandboxes.seconds, clock)


if __name__ == "__main__":
    run_app(app)
