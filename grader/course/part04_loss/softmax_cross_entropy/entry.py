"""Exercise entry: softmax_cross_entropy (mean cross-entropy of logits over the targets that are not ignored, an op)."""

import math

import numpy as np

from grader.course.inputs import exact, ids, integers, normal, rows, view
from grader.course.spec import Exercise, Identity, Mistake, Recipe, case


def some_ignored(*shape: int, below: int, index: int, positions: tuple[int, ...]) -> Recipe:
    """Classes in [0, below) other than `index`, and `index` itself, which is ignored, at the flat `positions`."""

    def build(rng: np.random.Generator) -> np.ndarray:
        targets = rng.choice([v for v in range(below) if v != index], size=shape)
        targets.flat[list(positions)] = index
        return targets

    return build


def _ignored(s) -> np.ndarray:
    """Return a mask of the ignored tokens, of the targets' shape."""
    return s.inputs["targets"] == s.inputs.get("ignore_index", -1)


def _shifted_rows(s, call):
    """Add another constant to each row, and return the changes of the loss and of dlogits, which should be 0."""
    logits = s.inputs["logits"]
    constants = np.linspace(-3.0, 5.0, logits[..., 0].size).reshape(*logits.shape[:-1], 1)
    moved = call({**s.inputs, "logits": logits + constants}, s.upstream)
    return np.append(moved.gradients["logits"] - s.gradients["logits"], moved.output - s.output)


def _missing_descent(s, call):
    """Return by how much a step of 1 against the gradient misses half of the descent predicted to first order.

    The loss's second derivative is at most 1/2 in any direction, so a step of 1 makes at least three quarters of it.
    """
    gradient = call(s.inputs, np.array(1.0)).gradients["logits"]
    lowered = s.output - call({**s.inputs, "logits": s.inputs["logits"] - gradient}).output
    return np.maximum(0.0, 0.5 * np.sum(gradient * gradient) - lowered)


def _equal_logits(s, call):
    """Return the loss of equal logits less log V."""
    return call({**s.inputs, "logits": np.zeros_like(s.inputs["logits"])}).output - math.log(
        s.inputs["logits"].shape[-1]
    )


def _all_ignored(s, call):
    """Return the gradient and the loss where all targets are ignored."""
    ignored = np.full_like(s.inputs["targets"], s.inputs.get("ignore_index", -1))
    sample = call({**s.inputs, "targets": ignored}, s.upstream)
    return np.append(sample.gradients["logits"], sample.output)


def _target_of_three_digits(sample, call):
    """Return what the loss of target 299 of 300 is off by."""
    logits = np.zeros((2, 300))
    logits[:, 299] = 5
    there = call({"logits": logits, "targets": np.array([299, 299]), "ignore_index": -1})
    return there.output - np.log(299 + np.exp(5)) + 5


EXERCISE = Exercise(
    title="Softmax and cross-entropy in one",
    points=10,
    in_gpt2=True,
    arguments=("logits", "targets", "ignore_index"),
    gradients=("logits",),
    batched=("logits", "targets"),
    forward_is_public=True,
    cases=(
        case("one token", logits=normal(1, 2), targets=ids(1, below=2), _edge=True),
        case("two axes", logits=normal(4, 5), targets=ids(4, below=5), _others={"ignore_index": 2}),
        case("three axes", logits=normal(2, 3, 5), targets=ids(2, 3, below=5)),
        case(
            "ignored tokens",
            logits=normal(2, 4, 5),
            targets=some_ignored(2, 4, below=5, index=-1, positions=(1, 4, 5)),
        ),
        case(
            "class 0 ignored",
            logits=normal(2, 3, 4),
            targets=some_ignored(2, 3, below=4, index=0, positions=(0, 4)),
            ignore_index=0,
        ),
        case("axes of size 1", logits=normal(1, 3, 1, 4), targets=ids(1, 3, 1, below=4), _edge=True),
        case("one class", logits=normal(3, 1), targets=ids(3, below=1), _edge=True),
        case("square", logits=normal(4, 4), targets=ids(4, below=4)),
        case("equal logits in a row", logits=exact([[0, 0], [1.5, 1.5], [2, -1]]), targets=integers([0, 1, 1])),
        case(
            "a strided view",
            logits=view(normal(3, 70)),
            targets=view(some_ignored(3, below=70, index=-100, positions=(1,))),
            ignore_index=-100,
        ),
        case(
            "large logits",
            logits=rows(normal(5, mean=1e4), normal(5, std=1e4), normal(5, mean=-1e4), normal(5)),
            targets=ids(4, below=5),
            _large=True,
            _rtol=1e-10,
        ),
        case(
            "a target that underflows",
            logits=rows(normal(4), exact([0, 2000, 1, -1])),
            targets=integers([2, 0]),
            _large=True,
            _rtol=1e-10,
        ),
    ),
    identities=(
        Identity("equal logits lose log V", _equal_logits),
        Identity("target 299 of 300 has its own logit", _target_of_three_digits, edge=True),
        Identity("each row of dlogits sums to 0", lambda s, call: s.gradients["logits"].sum(axis=-1), of="logits"),
        Identity("a constant added to a row of logits changes nothing", _shifted_rows, of="logits"),
        Identity("ignored tokens get no gradient", lambda s, call: s.gradients["logits"][_ignored(s)], of="logits"),
        Identity("a step against the gradient lowers the loss", _missing_descent, of="logits"),
        Identity("where every target is ignored, the loss and its gradient are 0", _all_ignored, of="logits"),
    ),
    formulas=("dlogits",),
    by_hand=case("by hand", logits=exact([[0, math.log(2)]]), targets=integers([0]), _upstream=exact(1)),
    hints=(
        "The loss of a token is a log-sum-exp less one logit. What is the derivative of each by one logit, logits[j]?",
        "Of log(sum_v exp(x[v])) by x[j]: the chain rule through the logarithm leaves a quotient that you know by "
        "name. Of x[t] by x[j]: a delta. Then dL, and how many tokens share it.",
        "The probabilities, less 1 at one place of each row, times one number; then 0 in the rows that do not count.",
    ),
)

MISTAKES = (
    Mistake(
        "target-added",
        "d_rows[at] -= share",
        "d_rows[at] += share",
        "p + onehot: the target's logit is subtracted in the loss, so its delta is subtracted in the gradient. "
        "A row of dlogits must sum to 0.",
    ),
    Mistake(
        "sign",
        "share = float(dL) / n",
        "share = -float(dL) / n",
        "onehot - p: that is the direction in which the loss falls. The gradient points to where it rises.",
    ),
    Mistake(
        "target-term-missing",
        "d_rows[at] -= share",
        "d_rows[at] -= 0",
        "p alone is the gradient of the log-sum-exp. The target's own logit stands in the loss once more, by itself.",
    ),
    Mistake(
        "target-only",
        "d_rows[at] -= share",
        "d_rows = np.where(np.arange(rows.shape[-1]) == ids[:, None], d_rows - share, 0)",
        "Only the target's logit got a gradient. The others stand in the log-sum-exp, and are pushed down.",
    ),
    Mistake(
        "upstream-forgotten",
        "float(dL) / n",
        "1.0 / n",
        "dL is missing: the loss may be one term of a larger one, and then dL is not 1.",
    ),
    Mistake(
        "gradient-not-averaged",
        "float(dL) / n",
        "float(dL)",
        "The forward takes the mean and the backward does not: each token has only 1/n of the loss.",
    ),
    Mistake(
        "averaged-over-the-batch-axis",
        "float(dL) / n",
        "float(dL) / len(logits)",
        "The gradient is divided by the length of the first axis. The mean is over tokens: batch times time, less "
        "those ignored.",
    ),
    Mistake(
        "ignored-rows-not-zeroed",
        "d_rows[~counts] = 0",
        "pass",
        "Rows of ignored tokens keep p as their gradient. Their logits do not reach the loss, so it is 0.",
    ),
    Mistake(
        "sum-for-mean",
        "n = max(1, len(kept))",
        "n = 1",
        "The losses of the tokens are summed, and their mean is asked for.",
        breaks="forward",
    ),
    Mistake(
        "ignored-tokens-in-the-mean",
        "n = max(1, len(kept))",
        "n = len(ids)",
        "The mean is over all tokens. Those ignored add nothing to the sum, and must not add to the count either.",
        breaks="forward",
    ),
    Mistake(
        "nothing-ignored",
        "ids != ignore_index",
        "ids == ids",
        "No token is ignored: as an index, -1 quietly names the last class, and ignored tokens are trained to say it.",
        breaks="forward",
    ),
    Mistake(
        "ignore-index-fixed",
        "ids != ignore_index",
        "ids >= 0",
        "Negative targets are ignored, whatever ignore_index says. It may be any integer, an id that is a class too.",
        breaks="forward",
    ),
    Mistake(
        "no-shift",
        "rows.max(axis=-1, keepdims=True)",
        "np.zeros((len(rows), 1))",
        "exp overflows above 709 and underflows to 0 far below: take each row's maximum off first, and put it back "
        "outside the logarithm.",
        breaks="robustness",
    ),
    Mistake(
        "shift-by-the-array-maximum",
        "rows.max(axis=-1, keepdims=True)",
        "np.full((len(rows), 1), rows.max())",
        "The maximum of the whole array was taken off. In a row far below it every exp underflows, and the logarithm "
        "of their sum is -inf: each row needs its own maximum.",
        breaks="robustness",
    ),
    Mistake(
        "logarithm-of-the-softmax",
        "np.log(total[kept, 0]) - (rows[at] - shift[kept, 0])",
        "-np.log(e[at] / total[kept, 0])",
        "Softmax first, then its logarithm: where the target's p underflows to 0 the loss is inf. Let the logarithm "
        "meet the exp on paper, before the computer sees either.",
        breaks="robustness",
    ),
    Mistake(
        "epsilon-in-the-logarithm",
        "np.log(total[kept, 0]) - (rows[at] - shift[kept, 0])",
        "-np.log(e[at] / total[kept, 0] + 1e-12)",
        "The small number in the logarithm caps the loss of a token near 27.6, however wrong the logits are. "
        "log-sum-exp needs no such guard.",
        breaks="robustness",
    ),
    Mistake(
        "mean-of-nothing",
        "n = max(1, len(kept))",
        "n = np.float64(len(kept))",
        "Where every target is ignored, the mean divides 0 by 0. One such batch turns every parameter to nan.",
        breaks="identity",
    ),
    Mistake(
        "one-taken-off-whole-columns",
        "d_rows[at] -= share",
        "d_rows[:, ids[kept]] -= share",
        "1 is taken off whole columns: [:, targets] names the target's column in every row. Each row has one target, "
        "and the pairs are (row, target).",
    ),
)
