"""Run an instructor's own test cell for marks: the cells before it and the cell itself, in the sandbox.

Cells and test share one process, as they do in a kernel: unlike the judge's own evidence, a test stands where an answer
could tamper with it. What the sandbox and its limits hold off is held off here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.judge.sandbox.sandbox_cache import SandboxCache
from grader.judge.sandbox.worker import Worker
from grader.runner.error_text import describe_error
from grader.runner.observation import ErrorKind

PLACE, NAME, DRIVER = "notebook", "package", "grader.runner.notebook_cells"
TEXT = "def package():\n    return __package__\n\ndef pieces():\n"
"""The file that stands for the notebook: it says in which package the pieces are, and names them as imports."""


CHANGED = "what ran before the test changed how tests are run"
NO_END = "what ran ended the test's process"
SOME_ERROR = "an error of its own"


@dataclass(frozen=True)
class TestCell:
    """A test cell: its text, with what is hidden from students, what it is worth, and the cells that run before it.

    `cells` are (label, part, text); `hidden` are the numbers of the lines that students do not see.
    """

    __test__ = False  # pytest collects classes of this name

    grade_id: str
    points: float
    text: str
    cells: tuple[tuple[str, str, str], ...] = ()
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TestOutcome:
    """What became of a test cell. `trouble` says why there are no points to give, which is never a 0.

    `error` says how the test failed, at `line` of its text; `own_words` is True where the test itself said so.
    `told` is what may be said of that where lines are hidden: nothing that an answer's code could have made up.
    `failed_cells` are (label, told, why).
    """

    __test__ = False

    points: float | None
    error: str = ""
    line: int = 0
    own_words: bool = False
    told: str = ""
    failed_cells: tuple[tuple[str, str, str], ...] = ()
    printed: str = ""
    trouble: str = ""


def run_test_cells(
    tests: Iterable[TestCell], files: Mapping[str, str], *, sandboxed: bool, cache: SandboxCache | None = None
) -> dict[str, TestOutcome]:
    """Run each test cell in a process of its own; return the outcomes by grade_id.

    `files` maps "partNN_topic.NAME" to the texts that cells may import. Raises SandboxUnavailable, or GraderError where
    the machine is at fault.
    """
    tests = [*tests]
    if not tests:
        return {}
    imports = "".join(f"    from ..{key} import {key.partition('.')[2]}\n" for key in files)
    texts = {**files, f"{PLACE}.{NAME}": TEXT + imports + "    return\n"}
    with Worker(texts, sandboxed=sandboxed, cache=cache, vetted=False) as worker:
        return {test.grade_id: _outcome(worker, test) for test in tests}


def _outcome(worker: Worker, test: TestCell) -> TestOutcome:
    runner = worker.run(PLACE, NAME, driver=DRIVER)
    loaded = runner.load()
    if loaded.error:
        return TestOutcome(None, trouble=f"{test.grade_id} could not be run: {loaded.error}")
    call = runner.observe({"cells": test.cells, "test": test.text}).calls[0]
    printed = runner.printed.text
    if call.error:
        why = describe_error(call.error)
        told = why if call.error.kind is ErrorKind.TIMEOUT else NO_END
        return TestOutcome(0.0, why, told=told, printed=printed)
    found = call.returned if _is_report(call.returned) else None
    if found is None:
        return TestOutcome(0.0, CHANGED, told=CHANGED, printed=printed)
    failed = tuple((str(label), str(kind) or SOME_ERROR, str(why)) for label, kind, why in found["failed_cells"])
    if not found["passed"]:
        error, kind = found["error"] or SOME_ERROR, found["kind"] or SOME_ERROR
        told = error if found["own_words"] else kind
        return TestOutcome(0.0, error, found["line"], found["own_words"], told, failed, printed)
    points, error = _points(found["value"], test.points)
    return TestOutcome(points, error, told=error, failed_cells=failed, printed=printed)


def _is_report(value: Any) -> bool:
    kinds = {"failed_cells": list, "passed": bool, "error": str, "kind": str, "line": int, "own_words": bool}
    return isinstance(value, dict) and "value" in value and all(type(value.get(k)) is kinds[k] for k in kinds)


def _points(value: Any, most: float) -> tuple[float, str]:
    """Return the points for the value of a test's last line, and why they are not all.

    A number is the points, as under nbgrader; False has failed; anything else, such as nothing, has passed.
    """
    if isinstance(value, (bool, np.bool_)):
        return (most, "") if value else (0.0, "its last line is False")
    if not isinstance(value, (int, float, np.integer, np.floating)):
        return most, ""
    points = float(value)
    if not 0 <= points <= most:  # not a number at all, too
        return 0.0, f"its last line is {points:g}, which is no number of points from 0 to {most:g}"
    return points, "" if points == most else f"it gives {points:g} points"
