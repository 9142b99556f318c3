"""Entry: rotary_embedding."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _mirrored(sample, call):
    """The output of -x is that of x, and its gradient has the other sign."""
    other = call({**sample.inputs, "x": -sample.inputs["x"]}, sample.upstream)
    return np.stack([other.output - sample.output, other.gradients["x"] + sample.gradients["x"]])


EXERCISE = Exercise(
    # TODO(rotary_embedding): the title, as `grader list` shows it, and the points.
    title="Rotary embedding",
    points=5,
    # TODO(rotary_embedding): True for a headline derivation, with five known mistakes and three alternatives.
    starred=False,
    # TODO(rotary_embedding): the arguments, and those that backward answers for; a plain function has outputs.
    arguments=("x",),
    gradients=("x",),
    outputs=(),
    # TODO(rotary_embedding): the exercises whose functions the solution imports, by their names.
    requires=(),
    # TODO(rotary_embedding): True where the chapter gives the forward, so that a student's kit may hold it too.
    forward_is_public=True,
    # TODO(rotary_embedding): the cases, the ordinary one second. grader/course/inputs.py has the recipes.
    cases=(
        case("one entry", x=normal(1)),
        case("two axes", x=normal(3, 4)),
        case("three axes, one of size 1", x=normal(2, 1, 5)),
        case("a strided view", x=view(normal(3, 4))),
        case("large numbers", x=normal(3, 4, std=1e8), _large=True),
    ),
    # TODO(rotary_embedding): what the derivation implies, each an array that is 0 where it holds.
    identities=(Identity("the square of -x is that of x", _mirrored),),
    # TODO(rotary_embedding): what is asked as an index formula; () where nothing is, and then no formulas.py.
    formulas=("dx",),
    # TODO(rotary_embedding): the case to work by hand; by_hand_asks restricts its answers to some.
    by_hand=case("by hand", x=exact([1, -2, 3]), _upstream=exact([5, 1, 0.5])),
    by_hand_asks=(),
    # TODO(rotary_embedding): drive of its own driver.py where a plain call does not ask it, as of a class.
    driver=None,
    callback_service=None,
    # TODO(rotary_embedding): what to look at; the step in index notation; the shape of the answer.
    hints=(
        "Which entries of Y does one entry of x reach, and how often does it stand in each of them?",
        "dL/dx[n] = dY[n] dY[n]/dx[n]. Differentiate the product x[n] x[n] by the product rule.",
        "dx has x's shape: a number, x and dY, multiplied entry by entry.",
    ),
)

# TODO(rotary_embedding): what people get wrong; breaks= where it is no gradient (see spec.Breaks).
MISTAKES = (
    Mistake(
        "one-factor-only",
        "2 * x * dY",
        "x * dY",
        "dx has x where it has to have 2 x: the product has two factors, and x[n] is both of them.",
    ),
    Mistake(
        "upstream-forgotten",
        "2 * x * dY",
        "2 * x * np.ones_like(dY)",
        "dx ignores the upstream gradient: it is the gradient of sum(Y), not of L.",
    ),
)
