"""Sizes: a batch of thousands gives, sequence by sequence, what each gives by itself.

NumPy sums, copies and multiplies large arrays in other ways than small ones, and so does an answer that works in
pieces: its last piece is smaller, and a count from 128, 256 or 32,768 on does not fit every dtype. Three draws of the
ordinary case stand in the batch again and again, each copy with an upstream gradient of another size; what is wanted
is put together of the answer's own for the three. An answer of a Jacobian over the whole batch, which is right and as
large as its square, is not asked.

| entries | why |
|---|---|
| 1,100 | more than 64 rows; the memory that this takes says whether the next is asked |
| 33,000 | more than 32,768 |
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.course.spec import Exercise
from grader.judge import broken_promises
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.self_comparison import first_difference, named_arrays
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import ProblemKind
from grader.judge.sample import Sample

TARGET = Target(TargetType.PROMISE, "sizes")

FEW, MANY = 1_100, 33_000
"""Entries of the largest array of a batch."""

DRAWS = 3
GREEDY, SLOW = 64, 0.1
"""Times the bytes given that a call may take, and seconds, for the next size to be asked."""


OTHER = "it is asked about other numbers of the same shapes"


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check, of what has arguments with a batch axis."""
    if exercise.is_op and exercise.batched:
        yield Check("batches of thousands", Kind.CONTRACT, TARGET, _ask, ordinary=False)


def _ask(evaluation: Evaluation) -> Finding:
    case = evaluation.ordinary
    if evaluation.quick or evaluation.sample(case).value_problem:
        return Finding(True)  # told by the case's own checks; a mutant is asked what its mistake breaks
    draws = _draws(evaluation)
    shapes = _shapes(evaluation.sample(case))
    for draw in draws:
        if draw.value_problem:
            problem = broken_promises.fails_where(OTHER, draw.value_problem, ProblemKind.SIZE_DEPENDS, case.label)
            return not_comparable(problem)
        if wrong := [name for name, shape in _shapes(draw).items() if shapes.get(name) != shape]:
            return not_comparable(broken_promises.depends_on_size(wrong[0], OTHER, case.label))
    for entries in (FEW, MANY):
        batch = _Batch(evaluation, draws, entries)
        start = time.perf_counter()
        got = evaluation.submission.ask(batch.inputs, batch.upstream, measure_memory=entries == FEW)
        where = f"a batch has {batch.count:,} copies of what this case has"
        if got.value_problem:
            return not_comparable(
                broken_promises.fails_where(where, got.value_problem, ProblemKind.SIZE_DEPENDS, case.label)
            )
        if different := first_difference(named_arrays(got), batch.wanted(got)):
            return not_comparable(broken_promises.depends_on_size(different[0], where, case.label))
        if got.peak_bytes > GREEDY * batch.bytes_given or time.perf_counter() - start > SLOW:
            break
    return Finding(True)


def _draws(evaluation: Evaluation) -> list[Sample]:
    """Ask the answer about the ordinary inputs, and about other draws of the arguments that have a batch axis."""
    exercise, case = evaluation.exercise, evaluation.ordinary
    upstream, found = evaluation.instance(case).upstream, []
    for draw in range(DRAWS):
        rng = np.random.default_rng([evaluation.seed, draw])
        other = case.build(rng)
        inputs = evaluation.fresh_inputs(case) | {name: other[name] for name in exercise.batched}
        own = np.asarray(rng.standard_normal(upstream.shape)) if upstream.ndim else upstream.copy()
        found.append(evaluation.submission.ask(inputs, own))
    return found


def _shapes(sample: Sample) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in named_arrays(sample).items()}


class _Batch:
    """Draws one after another along the batch axis, and the answer to them, put together of the answers to each."""

    def __init__(self, evaluation: Evaluation, draws: list[Sample], entries: int) -> None:
        self.batched, self.first = evaluation.exercise.batched, evaluation.exercise.batch_first
        self.draws = draws
        largest = max(np.size(draws[0].inputs[name]) for name in self.batched)
        self.count = -(-entries // largest)
        self.which = np.arange(self.count) % len(draws)
        self.sizes = np.random.default_rng(self.count).uniform(0.5, 1.5, self.count)
        together = {name: self._join([draw.inputs[name] for draw in draws]) for name in self.batched}
        self.inputs: dict[str, Any] = {**draws[0].inputs, **together}
        self.bytes_given = sum(array.nbytes for array in together.values())
        self.reduced = draws[0].upstream.ndim == 0
        self.upstream = draws[0].upstream if self.reduced else self._join([d.upstream for d in draws], self.sizes)

    def wanted(self, got: Sample) -> dict[str, np.ndarray]:
        """Return outputs and gradients; of one number for all, the sum or the mean of the parts' own is wanted."""
        sizes, outputs = self.sizes, [draw.output for draw in self.draws]
        if self.reduced:
            total = sum(outputs[draw] for draw in self.which)
            mean = np.all(abs(got.output - total / self.count) < abs(got.output - total))
            sizes = np.full(self.count, 1 / self.count if mean else 1.0)
            found = {"output": np.asarray(total * sizes[0])}
        else:
            found = {"output": self._join(outputs)}
        for name in self.draws[0].gradients:
            each = [draw.gradients[name] for draw in self.draws]
            weights = np.bincount(self.which, weights=sizes)
            joined = self._join(each, sizes) if name in self.batched else np.tensordot(weights, each, axes=1)
            found[f"gradient of {name}"] = joined
        return found

    def _join(self, each: list[np.ndarray], sizes: np.ndarray | None = None) -> np.ndarray:
        array = np.stack(each)[self.which]
        if sizes is not None:
            array = array * sizes.reshape(-1, *(1,) * (array.ndim - 1))
        return array.reshape(-1, *array.shape[2:]) if self.first else array
