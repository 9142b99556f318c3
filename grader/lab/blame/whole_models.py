"""The small whole models on which a student's pieces are tried together, and the right loss and gradients of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np

from grader.course import registry
from grader.course.inputs import gain, integers, normal
from grader.course.spec import Case, Exercise, Recipe, case
from grader.errors import GraderError
from grader.judge.compare import compare, describe_difference
from grader.judge.sample import Sample
from grader.judge.submission import Submission, load_local
from grader.paths import solutions
from grader.runner.tree import Tree
from reference import oracles

WHOLE_MODEL = "gpt2_loss"
"""The exercise that is the whole model."""

UPSTREAM = np.array(0.7)
"""The loss's upstream gradient; 1 would hide a backward that forgets it."""


class Direction(StrEnum):
    """Which half of a call; the values stand in the command's JSON and messages."""

    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True)
class Discrepancy:
    """What is wrong in one call: in words, and for an array the worst entry's index, what was wanted and what came.

    `of` names the output or the argument, "" where nothing could be compared.
    """

    message: str
    direction: Direction
    of: str = ""
    index: tuple[int, ...] = ()
    wanted: float | None = None
    got: float | None = None


def _params(V: int, n_ctx: int, D: int, H: int, L: int, **other: Recipe) -> dict[str, Recipe]:
    """Return recipes for the parameters of L blocks; `other` replaces one in every block, or outside of the blocks."""
    block = {
        "ln1_g": gain(D),
        "ln1_b": normal(D, std=0.5),
        "W_attn": normal(D, 3 * D, std=0.5),
        "b_attn": normal(3 * D, std=0.5),
        "W_proj": normal(D, D, std=0.5),
        "b_proj": normal(D, std=0.5),
        "ln2_g": gain(D),
        "ln2_b": normal(D, std=0.5),
        "W1": normal(D, H, std=0.5),
        "b1": normal(H, std=0.5),
        "W2": normal(H, D, std=0.5),
        "b2": normal(D, std=0.5),
    }
    ends = {"W_e": normal(V, D), "W_p": normal(n_ctx, D), "lnf_g": gain(D), "lnf_b": normal(D, std=0.5)}
    blocks = {f"h.{i}.{name}": other.get(name, recipe) for i in range(L) for name, recipe in block.items()}
    return blocks | {name: other.get(name, recipe) for name, recipe in ends.items()}


MODELS = (
    case(
        "3 blocks, all dimensions different",
        params=_params(V=11, n_ctx=7, D=6, H=9, L=3),
        ids=integers([[3, 10, 3, 0, 7], [1, 3, 8, 8, 2], [9, 0, 4, 5, 3], [6, 2, 2, 10, 1]]),
        targets=integers([[10, 3, 0, 7, 3], [3, 8, -1, 2, 9], [0, 4, 5, 3, 3], [2, 2, 10, 1, 6]]),
        n_head=2,
        _rtol=1e-10,
    ),
    # V = D and T = d: here alone the shapes do not betray a matrix that should have been transposed.
    case(
        "2 blocks, square",
        params=_params(V=6, n_ctx=3, D=6, H=6, L=2),
        ids=integers([[5, 0, 5], [2, 1, 2]]),
        targets=integers([[0, 5, 4], [1, 2, 2]]),
        n_head=2,
        _rtol=1e-10,
    ),
    # Scores of 1e4, logits of 1e3, inputs of several hundred to GELU, and a mean of 1e6 in the input of the last norm.
    case(
        "2 blocks, large numbers",
        params=_params(
            V=11,
            n_ctx=7,
            D=6,
            H=9,
            L=2,
            W_attn=normal(6, 18, std=60.0),
            W1=normal(6, 9, std=300.0),
            W_proj=normal(6, 6, std=0.005),
            W2=normal(9, 6, std=0.002),
            lnf_g=normal(6, std=1e3),
        )
        | {"h.1.b2": normal(6, mean=1e6)},
        ids=integers([[3, 10, 3, 0, 7], [1, 3, 8, 8, 2]]),
        targets=integers([[10, 3, 0, 7, 3], [3, 8, -1, 2, 9]]),
        n_head=2,
        _large=True,
        _rtol=1e-6,
    ),
)
"""The models, in the order in which they are tried. Ids and targets repeat; in two models one target is ignored."""


@cache
def whole_model() -> Exercise:
    """Return the entry of the whole model."""
    return registry.entry(WHOLE_MODEL)


def inputs(model: Case) -> dict[str, Any]:
    """Return fresh inputs of a model: params, ids (B, T), targets (B, T), n_head."""
    return model.build(whole_model().rng(model, 0))


@cache
def expected(model: Case) -> Sample:
    """Return the right loss and gradients: the solutions', whose loss is compared with the reference's.

    Raises BadInput in a copy of the course without solutions, GraderError where the two do not agree.
    """
    sample = run(load_local(whole_model(), Tree(solutions("grader blame needs the reference's pieces"))), model)
    if sample.first_problem:
        raise GraderError(f"the solutions' model fails: {sample.first_problem}")
    loss = np.asarray(oracles.forward(whole_model().part, WHOLE_MODEL)(*inputs(model).values()))
    if not compare(sample.output, loss, model.rtol).equal:
        raise GraderError(f"the solutions' loss is {sample.output}, the reference's {loss} ({model.label})")
    return sample


def run(submission: Submission, model: Case, *, check_purity: bool = True) -> Sample:
    """Run a model made of the submission's pieces, forward and backward."""
    return submission.ask(inputs(model), UPSTREAM.copy(), check_purity=check_purity)


def compare_model(submission: Submission, model: Case, *, check_purity: bool = True) -> Iterator[Discrepancy]:
    """Run a model made of the submission's pieces; yield what differs from the expected, or why it does not run."""
    right = expected(model)  # first: it raises where there is nothing to compare with
    yield from compare_samples(run(submission, model, check_purity=check_purity), right, model.rtol)


def compare_samples(got: Sample, wanted: Sample, rtol: float) -> Iterator[Discrepancy]:
    """Yield every array of a sample that differs from the wanted one's, outputs first; or its problem alone."""
    if problem := got.first_problem:
        yield Discrepancy(problem.text, Direction.BACKWARD if problem.in_backward else Direction.FORWARD)
        return
    yield from _compare_arrays(Direction.FORWARD, got.outputs, wanted.outputs, rtol)
    yield from _compare_arrays(Direction.BACKWARD, got.gradients, wanted.gradients, rtol)


def _compare_arrays(
    direction: Direction, got: Mapping[str, np.ndarray], wanted: Mapping[str, np.ndarray], rtol: float
) -> Iterator[Discrepancy]:
    for name, right in wanted.items():
        label, array = label_of(direction, name), got[name]
        if array.shape != right.shape:
            yield Discrepancy(f"{label} has shape {array.shape}, wanted {right.shape}", direction, name)
        elif not (difference := compare(array, right, rtol)).equal:
            message, at = describe_difference(label, array, right, difference, "reference"), difference.worst
            yield Discrepancy(message, direction, name, at, float(right[at]), float(array[at]))


def label_of(direction: Direction, name: str) -> str:
    """Return how an output or a gradient is called: "output", "dK", and "dh.2.W1" for a parameter of the model."""
    return name if direction is Direction.FORWARD else f"d{name.removeprefix('params.')}"
