"""Exercise entry: cross_entropy (-log p[y], summed over all rows, an op on probabilities)."""

import numpy as np

from grader.course.inputs import exact, ids, integers, view
from grader.course.spec import Exercise, Identity, Mistake, Recipe, case


def probabilities(*shape: int) -> Recipe:
    """Rows that sum to 1, with no tiny entry."""

    def build(rng: np.random.Generator) -> np.ndarray:
        weights = rng.uniform(0.2, 2.0, shape)
        return weights / weights.sum(axis=-1, keepdims=True)

    return build


def positive(*shape: int) -> Recipe:
    """Positive entries; rows do not sum to 1."""
    return lambda rng: rng.uniform(0.2, 2.0, shape)


def _dp_off_class(s, call):
    """Return dp with 0 at each row's class."""
    dp = s.gradients["p"].copy()
    np.put_along_axis(dp, s.inputs["y"][..., None], 0.0, axis=-1)
    return dp


def _missing_descent(s, call):
    """Return by how much a small step against the gradient misses half of the descent predicted to first order."""
    p, step = s.inputs["p"], 1e-4
    gradient = call(s.inputs, np.array(1.0)).gradients["p"]
    lowered = s.output - call({**s.inputs, "p": p - step * gradient}).output
    return np.maximum(0.0, 0.5 * step * np.sum(gradient * gradient) - lowered)


def _class_of_three_digits(sample, call):
    """Return what the loss of class 299 of 300 is off by."""
    p = np.full((2, 300), 0.5)
    p[:, 299] = 0.25
    return call({"p": p, "y": np.array([299, 299])}).output - 2 * np.log(4)


EXERCISE = Exercise(
    title="Cross-entropy of probabilities",
    points=6,
    in_gpt2=True,
    arguments=("p", "y"),
    gradients=("p",),
    batched=("p", "y"),
    forward_is_public=True,
    cases=(
        case("one entry", p=positive(1, 1), y=ids(1, below=1), _edge=True),
        case("two axes", p=probabilities(4, 5), y=ids(4, below=5)),
        case("three axes", p=probabilities(2, 3, 5), y=ids(2, 3, below=5)),
        case("axes of size 1", p=probabilities(1, 3, 1, 4), y=ids(1, 3, 1, below=4), _edge=True),
        case("square", p=probabilities(4, 4), y=ids(4, below=4)),
        case("equal probabilities in a row", p=exact([[0.5, 0.5], [0.5, 0.5], [0.25, 0.75]]), y=integers([1, 0, 1])),
        case("rows that do not sum to 1", p=positive(3, 4), y=ids(3, below=4)),
        case("a strided view", p=view(positive(3, 70)), y=view(ids(3, below=70))),
        case(
            "a probability of 1e-30",
            p=exact([[1e-30, 0.75, 0.25], [0.5, 1e-30, 0.5]]),
            y=integers([0, 1]),
            _large=True,
        ),
        case(
            "a probability of 0 away from the class",
            p=exact([[0.25, 0, 0.75], [0, 0.6, 0.4], [0, 0, 1]]),
            y=integers([0, 1, 2]),
            _large=True,
        ),
    ),
    identities=(
        Identity(
            "twice the probabilities take log 2 a row off the loss",
            lambda s, call: (
                call({**s.inputs, "p": 2 * s.inputs["p"]}).output - s.output + s.inputs["y"].size * np.log(2)
            ),
        ),
        Identity("class 299 of 300 has its own probability", _class_of_three_digits, edge=True),
        Identity("dp is 0 away from each row's class", _dp_off_class, of="p"),
        Identity(
            "the sum of p times dp is what scaling a row does to the loss",
            lambda s, call: np.sum(s.inputs["p"] * s.gradients["p"], axis=-1) + s.upstream,
            of="p",
        ),
        Identity("a small step against the gradient lowers the loss", _missing_descent, of="p"),
    ),
    formulas=("dp",),
    by_hand=case("by hand", p=exact([1 / 3, 2 / 3]), y=integers(0), _upstream=exact(1)),
    hints=(
        "Which entries of p does the loss read at all? What is the gradient at all the others?",
        "dp[r,v] = dL * (derivative of -sum_s log p[s, y[s]] by p[r,v]). Of the sum one s is left, and with it a "
        "delta[v, y[r]].",
        "Start from zeros of p's shape and write one number in each row, at the pair (r, y[r]): "
        "two index arrays of one length name the pairs.",
    ),
)

MISTAKES = (
    Mistake(
        "gradient-of-the-logits",
        "dp[at] = -dL / rows[at]",
        "dp[...] = dL * rows; dp[at] -= dL",
        "p - onehot is the gradient with respect to the logits, softmax included. Here p itself is the input.",
    ),
    Mistake(
        "sign",
        "dp[at] = -dL / rows[at]",
        "dp[at] = dL / rows[at]",
        "The loss is minus a logarithm, so it falls as p[r, y[r]] rises: the gradient there has dL's opposite sign.",
    ),
    Mistake(
        "logarithm-not-differentiated",
        "dp[at] = -dL / rows[at]",
        "dp[at] = -dL",
        "-onehot is the gradient with respect to log p. One more step of the chain rule leads from log p to p.",
    ),
    Mistake(
        "every-class",
        "dp[at] = -dL / rows[at]",
        "dp[...] = -dL / rows",
        "Every class got a gradient. The loss reads one entry of each row, p[r, y[r]], and no other.",
    ),
    Mistake(
        "upstream-forgotten",
        "dp[at] = -dL / rows[at]",
        "dp[at] = -1 / rows[at]",
        "dL is missing: the loss may be one term of a larger one, and then dL is not 1.",
    ),
    Mistake(
        "mean-over-the-rows",
        "np.log(rows[at]).sum()",
        "np.log(rows[at]).mean()",
        "The loss is averaged over the rows. This one is their sum; the mean comes in softmax_cross_entropy.",
        breaks="forward",
    ),
    Mistake(
        "columns-for-pairs",
        "np.arange(len(rows)), y.reshape(-1)",
        "slice(None), y.reshape(-1)",
        "p[:, y] takes for every row the columns of all classes in y. The pairs (r, y[r]) are p[np.arange(rows), y].",
        breaks="forward",
    ),
    Mistake(
        "epsilon-in-the-logarithm",
        "np.log(rows[at])",
        "np.log(rows[at] + 1e-8)",
        "The small number in the logarithm makes every loss a little wrong, and the loss of a small p very wrong. "
        "Keep p away from 0 where it is made, not here.",
        breaks="forward",
    ),
    Mistake(
        "clipped-logarithm",
        "np.log(rows[at])",
        "np.log(np.maximum(rows[at], 1e-12))",
        "p is clipped before the logarithm: the loss then no longer says how small p is, and its true slope at the "
        "clip is 0, so that the worst rows would never be learned.",
        breaks="robustness",
    ),
    Mistake(
        "one-hot-times-logarithm",
        "np.log(rows[at]).sum()",
        "(np.eye(rows.shape[-1])[y.reshape(-1)] * np.log(rows)).sum()",
        "The logarithm of every entry is taken and all but one multiplied by 0. Where softmax underflowed to 0 that "
        "is 0 times -inf, nan. Pick the entry first, then take its logarithm.",
        breaks="robustness",
    ),
)
