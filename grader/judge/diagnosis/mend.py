"""Mend a wrong answer: find the one change of the student's own text with which it is right.

What a change mends, on every case, is as good as proof of where the slip is. The sentence tells the line and what sort
of slip it is, never what should stand there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from grader.course import stubs
from grader.course.spec import Case
from grader.errors import BadInput
from grader.judge.compare import compare
from grader.judge.diagnosis.array_matching import ArrayName, Named
from grader.judge.diagnosis.array_matching import told as told_to_a_student
from grader.judge.diagnosis.slips import Slip, mending
from grader.judge.evaluation import Evaluation
from grader.judge.sample import Sample
from grader.judge.submission import Submission
from grader.runner import platform
from grader.runner.forked_call import call_in_fork

SECONDS = 0.6
"""Of processor time that the search may take."""

WALL = 5.0
"""Seconds on the clock after which its process is ended."""

ONE_ANSWER = 1.0
"""Seconds that one changed answer may take: it is quick, or it does not end."""

NEVER_CHANGED = ("threading", "concurrent", "multiprocessing", "except:", "except BaseException", "import os")
"""What a text has that might not end, or do harm, once it is changed."""

MOSTLY = 3
"""Failing cases in which a change makes an array right, for each in which it does not."""

MOST_NAMED = 4
"""Arrays that are named, of a change that mends more."""

SHOWN = 60
"""Characters of the student's line that are shown."""


@dataclass(frozen=True)
class Mend:
    """A change, the arrays that it mends, and the failing cases in which one of them stays wrong."""

    slip: Slip
    arrays: frozenset[ArrayName]
    left: tuple[str, ...]

    @property
    def value(self) -> tuple[int, int]:
        """By which the better of two is chosen."""
        return len(self.arrays), -len(self.left)


def find_mend(evaluation: Evaluation) -> Named | None:
    """Return (name, sentence) of the change that mends the most, the outputs first; None where there is none.

    A changed answer may do anything, so all of them run in a copy of this process. Only an answer that runs in this
    process is changed: for marks each change would be a process of its own.
    """
    if not (evaluation.submission.runner.in_process and platform.CAN_FORK):
        return None
    found = call_in_fork(partial(_search, evaluation), WALL)
    return tuple(found) if found else None


def _search(evaluation: Evaluation) -> Named | None:
    text = evaluation.submission.source.text.removeprefix("\ufeff")
    failing = [case for case in evaluation.exercise.cases if _wrong(evaluation, case)]
    failing = [case for case in failing if case.ordinary] or ([] if evaluation.exercise.driver else failing)
    if not failing or any(word in text for word in NEVER_CHANGED):
        return None
    failing.sort(key=lambda case: (_numbers(evaluation, case) < 2, _numbers(evaluation, case)))
    wrong = frozenset().union(*(_wrong(evaluation, case) for case in failing))
    outputs_wrong = any(not gradient for gradient, _ in wrong)
    best, ends = None, time.process_time() + SECONDS
    is_op = evaluation.exercise.is_op
    for slip in mending(text, _own_lines(evaluation), outputs_wrong=outputs_wrong, is_op=is_op):
        if time.process_time() > ends:
            break
        mend = _tried(evaluation, slip, text, failing)
        if mend and mend.arrays == wrong and not mend.left:
            return _told(evaluation, mend, failing, text)
        if mend and (not outputs_wrong or any(not gradient for gradient, _ in mend.arrays)):
            best = max(best or mend, mend, key=lambda each: each.value)
    return _told(evaluation, best, failing, text) if best else None


def _own_lines(evaluation: Evaluation) -> Callable[[int], bool]:
    """Return which lines of the answer are not the stub's."""
    given = {line.strip() for line in stubs.stub(evaluation.exercise.part, evaluation.exercise.name).splitlines()}
    lines = evaluation.submission.source.text.splitlines()
    own = {number for number, line in enumerate(lines, 1) if line.strip() not in given}
    return own.__contains__


def _numbers(evaluation: Evaluation, case: Case) -> int:
    truth = evaluation.instance(case).truth
    return sum(a.size for a in (*truth.outputs.values(), *truth.gradients.values()))


def _wrong(evaluation: Evaluation, case: Case) -> frozenset[ArrayName]:
    return _asked(evaluation, case) - _right(evaluation.sample(case), evaluation, case)


def _asked(evaluation: Evaluation, case: Case) -> frozenset[ArrayName]:
    truth = evaluation.instance(case).truth
    return frozenset([(False, n) for n in truth.outputs] + [(True, n) for n in truth.gradients])


def _right(sample: Sample, evaluation: Evaluation, case: Case) -> frozenset[ArrayName]:
    """Return which arrays of a call are right, as the checks compare them."""
    truth = evaluation.instance(case).truth
    found = []
    for gradient, got, wanted in (
        (False, sample.outputs, truth.outputs),
        (True, sample.gradients, truth.gradients),
    ):
        for name, array in wanted.items():
            here = got.get(name)
            if here is not None and here.shape == array.shape and compare(here, array, case.rtol).equal:
                found.append((gradient, name))
    return frozenset(found)


def _tried(evaluation: Evaluation, slip: Slip, text: str, failing: list[Case]) -> Mend | None:
    """Return what a change mends, if it spoils nothing: arrays that it makes right in most of their failing cases."""
    try:
        other = evaluation.submission.with_text(slip.applied_to(text), ONE_ANSWER)
    except BadInput:
        return None
    mended: dict[ArrayName, int] = {}
    left: dict[ArrayName, list[str]] = {}
    for case in [*failing, *(case for case in evaluation.exercise.cases if case.ordinary and case not in failing)]:
        right, before = _right(_answer(other, evaluation, case), evaluation, case), _asked(evaluation, case)
        before -= _wrong(evaluation, case)
        if before - right or (case is failing[0] and right == before):
            return None
        for each in _asked(evaluation, case) - before:
            if each in right:
                mended[each] = mended.get(each, 0) + 1
            else:
                left.setdefault(each, []).append(case.label)
    arrays = frozenset(each for each, times in mended.items() if times >= MOSTLY * len(left.get(each, ())))
    return (
        Mend(slip, arrays, tuple(dict.fromkeys(c for each in arrays for c in left.get(each, ())))) if arrays else None
    )


def _answer(submission: Submission, evaluation: Evaluation, case: Case) -> Sample:
    upstream = evaluation.instance(case).upstream
    return submission.ask(evaluation.fresh_inputs(case), None if upstream is None else upstream.copy())


def _told(evaluation: Evaluation, mend: Mend, failing: list[Case], text: str) -> Named:
    told = mend.slip.kind.mended
    code = " ".join(mend.slip.code(text).split())
    code = code if len(code) <= SHOWN else f"{code[: SHOWN - 1]}…"
    pieces = len(mend.slip.pieces)
    also = f" and {pieces - 1} more like it" if pieces > 1 else ""
    arrays = sorted(mend.arrays)
    labels = ", ".join(told_to_a_student(evaluation, failing[0], *each) for each in arrays[:MOST_NAMED])
    labels += f" and {len(arrays) - MOST_NAMED} more" if len(arrays) > MOST_NAMED else ""
    verb = "is" if len(mend.arrays) == 1 else "are"
    where = "every ordinary case" if failing[0].ordinary else f"the case: {', '.join(case.label for case in failing)}"
    but = f", but for: {', '.join(mend.left)}" if mend.left else ""
    said = f"Line {mend.slip.line}, at `{code}`{also}: {told.words}."
    return told.name, f"{said} With that mended {labels} {verb} right in {where}{but}."
