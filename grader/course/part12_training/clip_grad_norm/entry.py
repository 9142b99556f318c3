"""Exercise entry: clip_grad_norm (clips the norm of all gradients together)."""

import math

from grader.course.inputs import exact, normal, single, view
from grader.course.part12_training.clip_grad_norm.driver import NAMES, drive
from grader.course.spec import Exercise, Mistake, Recipe, case


def _gradients(*recipes: Recipe | None) -> dict:
    """Return the three gradients by name; None is a parameter without one."""
    return dict(zip(NAMES, recipes, strict=True))


_ORDINARY = _gradients(normal(3, 4), normal(5), normal(2, 1, 3))

EXERCISE = Exercise(
    title="Clipping the gradient's norm",
    points=5,
    arguments=("params", "max_norm"),
    outputs=("norm", *NAMES),
    driver=drive,
    cases=(
        case("one entry", **_gradients(exact([3.0]), None, None), max_norm=1.0, _edge=True),
        case("three gradients, too long", **_ORDINARY, max_norm=1.0),
        case("short enough already", **_ORDINARY, max_norm=50.0),
        case("just short enough", **_gradients(exact([3.0]), exact([[0.0, 4.0]]), None), max_norm=6.0),
        case("as long as allowed", **_gradients(exact([3.0]), exact([[0.0, 4.0]]), None), max_norm=5.0, _rtol=1e-6),
        case("no bound", **_ORDINARY, max_norm=math.inf),
        case("one long, two short", **_gradients(normal(3, 4, std=100), normal(5, std=0.1), normal(6)), max_norm=2.0),
        case(
            "each short, all too long",
            **_gradients(normal(4, std=0.3), normal(5, std=0.3), normal(6, std=0.3)),
            max_norm=0.9,
        ),
        case("one without a gradient", **_gradients(normal(3, 4), None, normal(5)), max_norm=0.5),
        case("all zero", **_gradients(exact([0, 0]), exact([0]), exact([[0]])), max_norm=1.0),
        case("no axes", **_gradients(exact(3.0), exact(-4.0), normal(2)), max_norm=1.0, _edge=True),
        case("strided views", **_gradients(view(normal(3, 4)), view(normal(5)), normal(2)), max_norm=1.0),
        case(
            "tiny gradients", **_gradients(normal(3, std=1e-7), normal(2, std=1e-7), normal(4, std=1e-7)), max_norm=1e-7
        ),
        case(
            "huge beside ordinary",
            **_gradients(normal(3, 4, std=1e100), normal(5), normal(6, std=1e50)),
            max_norm=1.0,
            _large=True,
        ),
        case(
            "float32 gradients of 1e20 beside float64 ones",
            **_gradients(single(normal(3, 4, std=1e20)), normal(5), single(normal(6))),
            max_norm=1.0,
            _large=True,
            _rtol=1e-6,
        ),
    ),
    by_hand=case("by hand", **_gradients(exact([[2, 3]]), exact([6]), exact([0])), max_norm=3.5),
    by_hand_asks=("norm", "W", "b"),
    hints=(
        "Think of all gradients as one long vector. What is its length, and what does clipping do to its direction?",
        "n^2 is the sum over the parameters of the sum over the entries of g^2. One factor for all: max_norm / n where "
        "n is above max_norm, and 1 where it is not.",
        "Collect the gradients that are there; add up their sums of squares and take one root; where the factor is "
        "below 1, multiply every gradient by it. Return the root.",
    ),
)

MISTAKES = (
    Mistake(
        "each-by-its-own-norm",
        "        for g in gradients:\n            np.multiply(g, factor, out=g)",
        "        for g in gradients:\n            own = np.linalg.norm(g)\n"
        "            np.multiply(g, min(1.0, max_norm / (own + 1e-6)), out=g)",
        "Each gradient is clipped by its own norm. That turns the step: the long ones lose more than the short ones. "
        "One norm of all together gives one factor for all.",
        breaks="forward",
    ),
    Mistake(
        "scaled-up",
        "if factor < 1:",
        "if math.isfinite(factor):",
        "Short gradients are made longer, up to max_norm. It is a bound, not an aim: near a minimum gradients are to "
        "be short.",
        breaks="forward",
    ),
    Mistake(
        "entries-cut-off",
        "            np.multiply(g, factor, out=g)",
        "            np.clip(g, -max_norm, max_norm, out=g)",
        "Single entries are cut at max_norm, which changes the direction, and still leaves a vector longer than it.",
        breaks="forward",
    ),
    Mistake(
        "root-forgotten",
        "math.sqrt(sum(squares))",
        "sum(squares)",
        "This is the square of the norm: the root is missing.",
        breaks="forward",
    ),
    Mistake(
        "norms-added",
        "math.sqrt(sum(squares))",
        "sum(map(math.sqrt, squares))",
        "The norms of the parameters are added. Lengths at right angles do not add, their squares do: take one root, "
        "of the sum of all squares.",
        breaks="forward",
    ),
    Mistake(
        "largest-norm",
        "math.sqrt(sum(squares))",
        "math.sqrt(max(squares))",
        "This is the norm of the longest gradient alone. All of them together are longer.",
        breaks="forward",
    ),
    Mistake(
        "mean-of-squares",
        "math.sqrt(sum(squares))",
        "math.sqrt(sum(squares) / sum(g.size for g in gradients))",
        "The squares are averaged over the entries. A norm is the root of their sum; its mean would hardly ever reach "
        "max_norm in a model of millions.",
        breaks="forward",
    ),
    Mistake(
        "norm-after-clipping",
        "    return norm\n",
        "    return min(norm, max_norm)\n",
        "What is returned is the norm after clipping. The one before is what a training curve should show: it says how "
        "often and how hard the gradient was clipped.",
        breaks="forward",
    ),
    Mistake(
        "without-the-small-number",
        "max_norm / (norm + 1e-6)",
        "max_norm / max(norm, 1e-300)",
        "The 1e-6 beside the norm is missing. It keeps 0 / 0 away, and PyTorch has it: without it two training curves "
        "part in the sixth digit.",
        breaks="forward",
    ),
    Mistake(
        "scaled-copies",
        "            np.multiply(g, factor, out=g)",
        "            np.multiply(g, factor)",
        "The scaled gradients are new arrays that nobody keeps: the ones in .grad are as long as before.",
        breaks="forward",
    ),
    Mistake(
        "none-not-expected",
        " if p.grad is not None]",
        "]",
        "A parameter that has had no gradient yet has None in .grad, and takes no part.",
        breaks="contract",
    ),
    Mistake(
        "weights-clipped",
        "[p.grad for p in params if p.grad is not None]",
        "[p.data for p in params if p.grad is not None]",
        "It is the parameters themselves that are measured and shrunk, not their gradients.",
        breaks="contract",
    ),
    Mistake(
        "absolute-values-added",
        "norm = math.sqrt(sum(squares))",
        "norm = float(sum(np.abs(g).sum() for g in gradients))",
        "This is the sum of the absolute values. The length of a vector is the root of the sum of squares.",
        "forward",
    ),
)
