"""Exercise entry: squared_error (L = (x w + b - y)^2, an op, and its four gradients)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def scalar(rng):
    """A 0-d array."""
    return np.array(rng.standard_normal())


def all_inputs(recipe):
    """One recipe for each of the four inputs."""
    return {name: recipe for name in ("x", "w", "b", "y")}


EXERCISE = Exercise(
    title="Squared error",
    points=5,
    arguments=("x", "w", "b", "y"),
    gradients=("x", "w", "b", "y"),
    batched=("x", "w", "b", "y"),
    cases=(
        case("four numbers", **all_inputs(scalar), _edge=True),
        case("arrays of one axis", **all_inputs(normal(5))),
        case("arrays of two axes", **all_inputs(normal(3, 4))),
        case("axes of size 1", **all_inputs(normal(1, 3, 1)), _edge=True),
        case("a strided view", **all_inputs(view(normal(2, 70)))),
        case("large numbers", **all_inputs(normal(4, std=1e6)), _large=True),
    ),
    identities=(
        Identity(
            "x times dx equals w times dw",
            lambda s, call: s.inputs["x"] * s.gradients["x"] - s.inputs["w"] * s.gradients["w"],
            of="x",
        ),
        Identity("dy equals -db", lambda s, call: s.gradients["y"] + s.gradients["b"], of="y"),
        Identity(
            "db squared equals 4 L times dL squared",
            lambda s, call: s.gradients["b"] ** 2 - 4 * s.output * s.upstream**2,
            of="b",
        ),
    ),
    by_hand=case("by hand", x=exact(2), w=exact(3), b=exact(1), y=exact(5), _upstream=exact(3)),
    hints=(
        "Name the links: u = x w, then v = u + b, then e = v - y, then L = e^2. What is the slope of each by itself?",
        "dL/dx = (dL/de)(de/dv)(dv/du)(du/dx), and each factor is one of the four slopes. "
        "Which of them do w, b and y share?",
        "Compute the error once, then one array that all four gradients have in common, with the upstream gradient in "
        "it; each gradient is that array times one more factor.",
    ),
)

MISTAKES = (
    Mistake(
        "exponent-forgotten",
        "dL * 2 * error",
        "dL * error",
        "The slope of e^2 is 2e: the 2 is missing.",
    ),
    Mistake(
        "inner-slope-forgotten",
        '"x": d_error * w, "w": d_error * x',
        '"x": d_error, "w": d_error',
        "The chain stops one link early: the error moves w times as far as x does, and x times as far as w.",
    ),
    Mistake(
        "factors-swapped",
        '"x": d_error * w, "w": d_error * x',
        '"x": d_error * x, "w": d_error * w',
        "The slope of x w along x is w, the other factor, and along w it is x.",
    ),
    Mistake(
        "sign-of-y",
        '"y": -d_error',
        '"y": d_error',
        "y is subtracted: where y grows, the error shrinks. Its slope is -1.",
    ),
    Mistake(
        "upstream-forgotten",
        "d_error = dL * 2 * error",
        "d_error = 2 * error",
        "The gradient ignores the upstream gradient dL: it is the slope of L, and not of what is computed from L.",
    ),
    Mistake(
        "bias-scaled",
        '"b": d_error',
        '"b": d_error * b',
        "b is added, so the error moves just as far as b does: its slope is 1, not b.",
    ),
)
