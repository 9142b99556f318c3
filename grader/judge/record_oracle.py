"""Record PyTorch's answers to the default cases of every exercise: `python -m grader.judge.record_oracle [NAME ...]`.

Run it after a case was added or changed; a test compares what stands under `recorded/` with live PyTorch. The one
module of `reference` that reads the catalogue, since it has to know the cases.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import numpy as np

from grader.course import registry
from grader.course.spec import Case, Exercise
from grader.judge.case_instance import draw_inputs, instantiate
from grader.judge.evidence.formula import drawn
from reference.oracles import RECORDED, case_digest

SEED = 0


def asked(exercise: Exercise) -> list[Case]:
    """Return the cases whose answers are recorded: those of the exercise, and what its formulas are held against."""
    return [*exercise.cases, *([exercise.by_hand] if exercise.by_hand else []), *drawn(exercise)]


def answers(exercise: Exercise, cases: Iterable[Case], *, live: bool = True) -> dict[str, np.ndarray]:
    """Return the arrays of one archive, keyed "case|digest", "case|output|name" and "case|gradient|name".

    They are PyTorch's; with `live=False` the reference's own, by complex step.
    """
    arrays: dict[str, np.ndarray] = {}
    for case in cases:
        inputs, upstream = draw_inputs(exercise, case, SEED)
        truth = instantiate(exercise, case, SEED, live=live).truth
        arrays[f"{case.label}|digest"] = np.array(case_digest(inputs, upstream))
        for kind, found in (("output", truth.outputs), ("gradient", truth.gradients)):
            arrays |= {f"{case.label}|{kind}|{name}": array for name, array in found.items()}
    return arrays


def main(names: list[str]) -> None:
    """Write the archives of the named exercises, or of all."""
    for name in names or registry.all_names():
        exercise = registry.entry(name)
        path = RECORDED / exercise.part / f"{name}.npz"
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **answers(exercise, asked(exercise)))
        print(f"{path.relative_to(RECORDED.parent.parent)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
