"""Record PyTorch's answers to the cases of every exercise: `python -m grader.judge.record_oracle [NAME ...]`.

Run it after a case or a known mistake was added or changed: which check refuses each mistake first is recorded with
them. A test compares what is recorded beside the forwards with live PyTorch.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import numpy as np

from grader.course import registry
from grader.course.spec import Case, Exercise
from grader.errors import BadInput
from grader.judge.case_instance import draw_inputs, instantiate
from grader.judge.evidence.formula import drawn
from grader.judge.record_refusals import record_refusals
from reference.oracles import archive_path, case_digest

SEED = 0


def recorded_cases(exercise: Exercise) -> list[Case]:
    """Return the cases whose answers are recorded: the exercise's, the one by hand, and those of its formulas."""
    return [*exercise.cases, *([exercise.by_hand] if exercise.by_hand else []), *drawn(exercise)]


def answer_arrays(exercise: Exercise, cases: Iterable[Case], *, live: bool = True) -> dict[str, np.ndarray]:
    """Return the arrays of one archive, keyed "case|digest", "case|output|name" and "case|gradient|name".

    They are PyTorch's; with `live=False` those of the recorded answers, or of the complex step where none is recorded.
    """
    arrays: dict[str, np.ndarray] = {}
    for case in cases:
        inputs, upstream = draw_inputs(exercise, case, SEED)
        truth = instantiate(exercise, case, SEED, live=live).truth
        arrays[f"{case.label}|digest"] = np.array(case_digest(inputs, upstream))
        for kind, values in (("output", truth.outputs), ("gradient", truth.gradients)):
            arrays |= {f"{case.label}|{kind}|{name}": array for name, array in values.items()}
    return arrays


def main(names: list[str]) -> None:
    """Write the archives of the named exercises, or of all. Raises BadInput where an exercise has no forward."""
    for name in names or registry.all_names():
        exercise = registry.entry(name)
        path = archive_path(exercise.part, name)
        if path is None:
            raise BadInput(f"{name} has no reference/{exercise.part}/{name}.py to record.")
        np.savez_compressed(path, **answer_arrays(exercise, recorded_cases(exercise)))
        record_refusals(exercise)
        print(f"{exercise.part}/{path.name}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
