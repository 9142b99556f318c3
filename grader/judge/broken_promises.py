"""Problems with what an answer promises beside its values on the cases: as facts, each with its sentence.

`array` is the name of the first output or gradient that differs, "" where a call fails instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.judge.problem import Problem, ProblemKind
from grader.runner.observation import Step


def remembers_first_answer(name: str, case: str) -> Problem:
    """A backward that gives its first answer to any upstream gradient."""
    text = (
        f"backward, called on another upstream gradient, gives the {name} of its first call again: it keeps its "
        "answer. What it may keep is what the forward computed; the answer depends on the upstream gradient "
        f"(case: {case})"
    )
    return Problem(ProblemKind.BACKWARD_DIFFERS, text, Step.OTHER_BACKWARD, name)


def reads_later_call(array: str, case: str) -> Problem:
    """A backward that reads what a later call of the forward left."""
    text = (
        f"after a later call of the forward, backward {_gives_another(array)}: it reads what that call left in a place "
        "that all calls share. A model calls one op many times before any backward; keep what a backward needs in its "
        f"own call (case: {case})"
    )
    return Problem(ProblemKind.CALLS_DEPEND, text, Step.BACKWARD, array)


def kept_by_too_little(array: str, call: str, case: str) -> Problem:
    """An answer that gives again what it gave to other inputs; `call` says which call of two has got it."""
    text = (
        f"called on {call}, it {_gives_another(array)} after other calls than in the first call of all: it keeps what "
        "it gave, by less than all that it depends on, and gives it again where that little is the same. Compute each "
        f"call's answer in that call (case: {case})"
    )
    return Problem(ProblemKind.CALLS_DEPEND, text, Step.FORWARD, array)


def cached_by_identity(array: str, case: str) -> Problem:
    """An answer that keeps what it computed for an array by what the array is, and not by what stands in it."""
    text = (
        f"asked again about the same arrays with other numbers in them, it {_gives_another(array)}: it keeps what it "
        "computed for an array by what the array is, and not by what stands in it. A training loop fills one array "
        f"again and again; compute each call's answer in that call (case: {case})"
    )
    return Problem(ProblemKind.CALLS_DEPEND, text, Step.FORWARD, array)


def overwritten_later(array: str, case: str) -> Problem:
    """An answer that returns one array again and again, with other numbers in it."""
    text = (
        f"a later call changes the {array or 'return'} that an earlier call returned: both are one array. Whoever "
        f"called first still reads it; return a new array from each call (case: {case})"
    )
    return Problem(ProblemKind.RETURN_CHANGED, text, Step.FORWARD, array)


def not_loaded_again(error: str) -> Problem:
    """A file that gives nothing when it is loaded for the second time."""
    return Problem(ProblemKind.CALLS_DEPEND, f"loaded a second time, it gives nothing: {error}", Step.FORWARD)


def one_array_twice(array: str, names: Sequence[str], case: str) -> Problem:
    """An answer that gives other numbers where one array is given for several arguments."""
    text = (
        f"where {' and '.join(names)} are one and the same array, it {_gives_another(array)} than for copies of it: it "
        f"tells its arguments apart by what they are. Each has a gradient of its own (case: {case})"
    )
    return Problem(ProblemKind.CALLS_DEPEND, text, None, array)


def depends_on_layout(array: str, where: str, case: str) -> Problem:
    """An answer that gives other numbers where its arrays lie otherwise in memory."""
    text = (
        f"where {where}, it gives another {array}. The same numbers may lie anywhere in memory: of such an array "
        "reshape(-1) is a copy, and what is written into a copy is lost. Make a new array, and write into that one "
        f"(case: {case})"
    )
    return Problem(ProblemKind.LAYOUT_DEPENDS, text, None, array)


def depends_on_dtype(array: str, where: str, off: float, case: str) -> Problem:
    """An answer whose numbers are others, beyond rounding, where only dtypes are others."""
    text = (
        f"where {where}, it gives another {array} than for the same numbers in float64 and int64, off by {off:.2g} of "
        f"its largest entry (case: {case})"
    )
    return Problem(ProblemKind.DTYPE_DEPENDS, text, None, array)


def depends_on_size(array: str, where: str, case: str) -> Problem:
    """An answer that gives something else for a part of a large batch than for that part by itself."""
    text = (
        f"where {where}, the {array} is not what the parts give by themselves: where it works in pieces, look at the "
        f"last piece and at the borders; else at dtypes that hold no such number (case: {case})"
    )
    return Problem(ProblemKind.SIZE_DEPENDS, text, None, array)


def fails_where(where: str, failed: Problem, kind: ProblemKind, case: str) -> Problem:
    """A call that fails, where one that differs in nothing but `where` does not."""
    return replace(failed, kind=kind, text=f"where {where}, {failed.text} (case: {case})")


def not_refused(error: str, label: str, came: str) -> Problem:
    """A promised exception that did not come; `came` says what came instead."""
    text = f"{label}: {error} is promised, and {came}"
    return Problem(ProblemKind.NOT_REFUSED, text, Step.FORWARD, got=came, wanted=error)


def _gives_another(array: str) -> str:
    return f"gives another {array}" if array else "fails, which it does not otherwise,"
