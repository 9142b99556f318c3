"""Whatever an answer's process claims to have seen, the judge gives a verdict on it, and never one that passes.

A process that is wholly the student's may send any well-formed observation. Here the solution's are bent at random.
"""

import copy
import zlib

import numpy as np
import pytest

from grader.course import registry
from grader.course.registry import key
from grader.course.spec import Exercise
from grader.errors import BadInput
from grader.judge import judge
from grader.judge.grade_files import shared_evaluation
from grader.judge.judge import judge_submission
from grader.judge.submission import Submission
from grader.paths import COURSE, SOLUTIONS
from grader.runner.local_runner import LocalRunner
from grader.runner.observation import CallResult, Observation, Snapshot, TraceFinding, TraceKind
from grader.runner.plain_values import Opaque
from grader.runner.tree import Tree

NAMES = [n for n in registry.all_names() if (COURSE / "grader/course" / key(n).replace(".", "/") / "entry.py").exists()]
SLOW = {"Tensor", "GPT", "gradient_check", "train", "get_batch", "generate", "KVCache", "sample_next_token"}
TIMES = 5
VALUES = [
    *(
        None,
        True,
        7,
        -(2**62),
        0.5,
        float("nan"),
        "passed",
        (),
        [],
        {},
        Opaque("Liar", True),
        Opaque("ndarray", dtype="O"),
    ),
    *(np.zeros(0), np.zeros((2, 0)), np.array(1e308), np.full((3, 4), np.nan), np.ones((1,) * 40), np.float64(-np.inf)),
]


def bent(value, rng):
    """Return something in the place of a value: other numbers of its shape, another shape, or another thing."""
    if isinstance(value, np.ndarray) and value.size and rng.random() < 0.8:
        ways = [
            lambda: value * rng.choice([1e-310, 1e300, -1.0, 0.0, np.nan, np.inf]),
            lambda: value[..., None],
            lambda: value.ravel()[:-1],
            lambda: value.T + 1,
            lambda: np.full(value.shape, rng.choice([5e-324, 1.7e308, -np.inf, 2.0**63])),
            lambda: value.astype(complex) + 1j,
            lambda: np.full(value.shape, 2**64 - 1, np.uint64),
            lambda: value.astype(np.float16),
        ]
        with np.errstate(all="ignore"):
            return ways[rng.integers(len(ways))]()
    if isinstance(value, (tuple, list)) and value and rng.random() < 0.8:
        at = rng.integers(len(value))
        return type(value)([*value[:at], bent(value[at], rng), *value[at + 1 :]])
    if isinstance(value, dict) and value and rng.random() < 0.8:
        name = list(value)[rng.integers(len(value))]
        return {**value, name: bent(value[name], rng)}
    return copy.deepcopy(VALUES[rng.integers(len(VALUES))])


class Forger(LocalRunner):
    """The solution, whose observations are bent before they are told: from the first on, or now and then."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        drive, is_op = exercise.driver, exercise.is_op
        super().__init__(exercise.part, exercise.name, Tree(SOLUTIONS), is_op=is_op, driver=drive)
        self.rng = np.random.default_rng([seed, zlib.crc32(exercise.name.encode())])
        self.often = self.rng.choice([1.0, 0.3])
        self.harmed = False

    def load(self):
        loaded = super().load()
        loaded.by_hand = bent(loaded.by_hand, self.rng)
        return loaded

    def observe(self, *arguments, **named):
        seen = super().observe(*arguments, **named)
        if self.rng.random() < 0.1:
            trace = TraceFinding(TraceKind.COMPLEX) if self.rng.random() < 0.9 else None
            return Observation(seen.calls[: self.rng.integers(1, 3)], trace)
        seen.calls = [self._bent(call_result) for call_result in seen.calls]
        return seen

    def outputs(self, many):
        calls = [self._bent(call_result) for call_result in super().outputs(many)]
        return calls[: self.rng.integers(1, len(calls) + 1)]

    def _bent(self, call_result):
        if self.rng.random() >= self.often:
            return call_result
        if self.rng.random() < 0.2 and call_result.snapshot:
            inputs = bent(call_result.snapshot.inputs, self.rng)
            inputs = inputs if isinstance(inputs, dict) and all(isinstance(key, str) for key in inputs) else {}
            return CallResult(
                call_result.returned, snapshot=Snapshot(inputs, bent(call_result.snapshot.upstream, self.rng), [], [])
            )
        returned = bent(call_result.returned, self.rng)
        self.harmed |= not same(returned, call_result.returned)
        return CallResult(returned, snapshot=call_result.snapshot)


def same(one, other):
    """Whether two things are the same numbers in the same containers."""
    if isinstance(one, (tuple, list)):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return isinstance(other, dict) and list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    numbers = (np.ndarray, np.generic, int, float)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return np.array_equal(one, other, equal_nan=True) and np.asarray(one).dtype.kind != "c"
    return type(one) is type(other) and repr(one) == repr(other)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_a_forged_observation_brings_a_verdict_and_no_pass(name, monkeypatch):
    exercise, advise = registry.entry(name), judge.dtype_advice

    def advised(evaluation):
        """Advice is given on a right answer: what is bent from then on harms no more."""
        before = evaluation.submission.runner.harmed
        given = advise(evaluation)
        evaluation.submission.runner.harmed = before
        return given

    monkeypatch.setattr(judge, "dtype_advice", advised)
    for seed in range(1 if name in SLOW else TIMES):
        forger = Forger(exercise, seed)
        try:
            verdict = judge_submission(exercise, Submission(exercise, forger), shared=shared_evaluation(name, 0, False))
        except BadInput:
            continue
        assert verdict.exit_code in ((1, 2) if forger.harmed else (0, 1, 2)), seed
        assert not (forger.harmed and verdict.passed)
        assert 0 <= verdict.points <= verdict.max_points
