"""Name what a wrong answer does: a known mistake whose numbers it has, else a general shape of error."""

from __future__ import annotations

import numpy as np

from grader.judge import controls, shapes
from grader.judge.judging import Judging
from grader.judge.sample import Sample
from grader.judge.verdict import Diagnosis
from grader.places import SOLUTIONS

SAME = 1e-9


def diagnose(judging: Judging) -> Diagnosis | None:
    """Return the known mistake that has this answer's numbers, or its very trouble, on every case.

    Else the general shape of its error, where it has one.
    """
    if SOLUTIONS.is_dir():
        for mistake in judging.exercise.mistakes:
            if _same_answers(judging, controls.mutant(judging, mistake)):
                return Diagnosis(mistake.name, mistake.text)
    broken = any(judging.sample(case).problem for case in judging.exercise.cases)
    return None if broken else _general(judging)


def _same_answers(one: Judging, other: Judging) -> bool:
    """Whether two answers agree on every case. The mistakes all differ from the truth somewhere, and so does `one`."""
    return all(_same(one.sample(case), other.sample(case)) for case in one.exercise.cases)


def _same(one: Sample, other: Sample) -> bool:
    if one.problem or other.problem:
        return one.problem == other.problem
    pairs = [(one.outputs, other.outputs), (one.gradients, other.gradients)]
    return all(_close(a[name], b[name]) for a, b in pairs for name in a)


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    if a.shape != b.shape:
        return False
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(b[np.isfinite(b)]), initial=0.0)
        return bool(np.allclose(a, b, rtol=0, atol=SAME * (1e-3 + scale), equal_nan=True))


def _general(judging: Judging) -> Diagnosis | None:
    """Describe a wrong array of the largest wrong ordinary case; a wrong forward explains a wrong gradient.

    In a small one, what is true of the only entry or row would be said of all.
    """
    ordinary = [case for case in judging.exercise.cases if not case.large]
    ordinary.sort(key=lambda case: -sum(a.size for a in judging.posed(case).truth.outputs.values()))
    for which, label in (("outputs", ""), ("gradients", "gradient ")):
        if which == "gradients" and _forward_is_wrong(judging):
            return None
        for case in ordinary:
            truth = getattr(judging.posed(case).truth, which)
            for name, got in getattr(judging.sample(case), which).items():
                found = shapes.describe(got, truth[name], judging.sample(case).inputs)
                if found:
                    return Diagnosis(found[0], f"{label}{name} {found[1]} (case: {case.label})")
    return None


def _forward_is_wrong(judging: Judging) -> bool:
    """Whether an output is off on ordinary numbers: what is said of its gradients would then mislead."""
    ordinary = [case for case in judging.exercise.cases if not case.large]
    pairs = [(judging.sample(case).outputs, judging.posed(case).truth.outputs) for case in ordinary]
    return any(not _close(got[name], wanted) for got, truth in pairs for name, wanted in truth.items())


def advise(judging: Judging) -> list[str]:
    """Return advice on a right answer: so far, that float32 inputs should give float32."""
    widened = judging.subject.widened(judging.fresh_inputs(judging.ordinary))
    if not widened:
        return []
    return [
        f"With float32 inputs {widened} comes back as float64, which doubles memory and halves speed. "
        "A NumPy float64 scalar does that: np.sqrt(2) is one, math.sqrt(2) is not."
    ]
