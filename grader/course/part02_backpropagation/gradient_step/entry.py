"""Exercise entry: gradient_step (one step of gradient descent on logits under cross-entropy)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def loss(logits, target):
    """-log softmax(logits)[target]."""
    return np.logaddexp.reduce(logits) - logits[target]


EXERCISE = Exercise(
    title="A step down the loss",
    points=5,
    arguments=("logits", "target", "lr"),
    outputs=("new_logits",),
    cases=(
        case("one logit", logits=normal(1), target=0, lr=1.0, _edge=True),
        case("five logits", logits=normal(5), target=3, lr=0.7),
        case("two logits", logits=normal(2), target=1, lr=2.0),
        case("equal logits", logits=exact([1, 1, 1, 1]), target=2, lr=1.0),
        case("a small step", logits=normal(11, std=3), target=0, lr=0.01),
        case("no step", logits=normal(4), target=1, lr=0.0),
        case("a strided view", logits=view(normal(70)), target=66, lr=1.5),
        case("large logits", logits=exact([9998, 1e4, -1e4, 9999.5]), target=0, lr=1000.0, _large=True),
        case("one certain, one out of reach", logits=exact([-800, 3, 800]), target=0, lr=100.0, _large=True),
    ),
    identities=(
        Identity(
            "the sum of the logits stays as it was",
            lambda s, call: np.sum(s.outputs["new_logits"]) - np.sum(s.inputs["logits"]),
            of="new_logits",
        ),
        Identity(
            "a step lowers the loss",
            lambda s, call: np.maximum(
                0, loss(s.outputs["new_logits"], s.inputs["target"]) - loss(s.inputs["logits"], s.inputs["target"])
            ),
            of="new_logits",
        ),
    ),
    by_hand=case("by hand", logits=exact([2, 1, 0]), target=0, lr=1.0),
    hints=(
        "Write the loss as a difference: -log p[target] = log(sum of the exps) - ... What is left of the quotient?",
        "d/d logits[i] of log sum_j exp(logits[j]): the chain rule brings 1/sum, and then the slope of one exp. Which "
        "quantity that you know is that? And where does -logits[target] add to it?",
        "One softmax, one entry of it changed, and one subtraction. Shift the logits first, so that the largest is 0.",
    ),
)

MISTAKES = (
    Mistake(
        "uphill",
        "logits - lr * d_logits",
        "logits + lr * d_logits",
        "The step goes up the loss: the gradient points to where the loss grows, so it is subtracted.",
        breaks="forward",
    ),
    Mistake(
        "target-forgotten",
        "d_logits[target] -= 1",
        "pass",
        "The gradient is p alone. -logits[target] is part of the loss too, and has a slope of its own at the target.",
        breaks="forward",
    ),
    Mistake(
        "target-alone",
        "d_logits = p\n",
        "d_logits = p * (np.arange(len(p)) == target)\n",
        "Only the target's logit moves. Every logit is in the sum that p is divided by, so every one has a slope.",
        breaks="forward",
    ),
    Mistake(
        "slope-by-p",
        "d_logits[target] -= 1",
        "d_logits[:] = np.where(np.arange(len(p)) == target, -1 / p, 0)",
        "-1/p at the target is the slope along p, not along the logits: the derivative of softmax is missing.",
        breaks="forward",
    ),
    Mistake(
        "mean-over-classes",
        "logits - lr * d_logits",
        "logits - lr * d_logits / len(logits)",
        "The gradient is divided by the number of classes; the loss is of one target and is no mean over classes.",
        breaks="forward",
    ),
    Mistake(
        "step-length-forgotten",
        "lr * d_logits",
        "d_logits",
        "The step has length 1 whatever lr says.",
        breaks="forward",
    ),
    Mistake(
        "exp-overflows",
        "np.exp(logits - logits.max())",
        "np.exp(logits)",
        "exp(710) is more than float64 holds, and inf / inf is nan. Softmax is the same for logits moved by a "
        "constant: choose the one that makes the largest 0.",
        breaks="robustness",
    ),
    Mistake(
        "logits-changed",
        "return logits - lr * d_logits",
        "logits -= lr * d_logits\n    return logits",
        "The logits that were handed in are changed in place. Return new ones.",
        breaks="contract",
    ),
    Mistake(
        "one-taken-off-everywhere",
        "d_logits[target] -= 1",
        "d_logits -= 1",
        "1 is taken off every p. The one-hot vector has its 1 at the target alone.",
        "forward",
    ),
)
