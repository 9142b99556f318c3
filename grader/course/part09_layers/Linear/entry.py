"""Exercise entry: Linear (the linear layer, a Module)."""

from __future__ import annotations

from grader.course.captions import LAYER
from grader.course.inputs import exact, normal, single, view
from grader.course.part09_layers.Linear.driver import OUTPUTS, drive
from grader.course.spec import Exercise, Mistake, case


def _case(label, x, n_in, n_out, *, bias=True, make=lambda recipe: recipe, std=1.0, **options):
    return case(
        label,
        x=make(normal(*x, n_in, std=std)),
        W=make(normal(n_in, n_out, std=std)),
        b=make(normal(n_out, std=std)),
        dY=make(normal(*x, n_out)),
        bias=bias,
        **options,
    )


EXERCISE = Exercise(
    title="A linear layer",
    points=5,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("linear", "matmul", "Tensor", "Module"),
    cases=(
        _case("one entry", (1,), 1, 1, _edge=True),
        _case("three axes", (2, 3), 4, 5),
        _case("two axes", (3,), 4, 2),
        _case("without bias", (2, 3), 4, 5, bias=False),
        _case("four axes", (2, 1, 3), 4, 2),
        _case("square", (2, 3), 4, 4),
        _case("square, without bias", (5,), 3, 3, bias=False),
        _case("a strided view", (3,), 4, 2, make=view),
        _case("float32", (2, 3), 4, 5, make=single, _rtol=1e-5),
        _case("large numbers", (2, 3), 4, 5, std=1e5, _large=True),
    ),
    by_hand=case(
        "by hand",
        x=exact([[1, -1]]),
        W=exact([[1, 2], [3, 4]]),
        b=exact([10, 20]),
        dY=exact([[2, 1]]),
        bias=True,
    ),
    by_hand_asks=("Y", "dx", "dW", "db"),
    captions=LAYER,
    hints=(
        "What does the layer own, and what comes with each call? Which of your ops does the whole job, and which one "
        "where there is no bias?",
        "The gradients are done already: apply(op, ...) records the op's backward. What has to be a Tensor that "
        "requires a gradient for W.grad to be filled?",
        "In __init__ two Tensors (or one and None); in forward one call of apply, with the op's arguments in order.",
    ),
)

MISTAKES = (
    Mistake(
        "weights-unwrapped",
        "return apply(linear, x, self.W, self.b)",
        "return apply(linear, x, self.W.data, self.b)",
        "The op gets W's array and not the Tensor, so nothing is recorded for W and it never learns. apply unwraps "
        "Tensors itself.",
        breaks="forward",
    ),
    Mistake(
        "input-unwrapped",
        "return apply(linear, x, self.W, self.b)",
        "return apply(linear, x.data if isinstance(x, Tensor) else x, self.W, self.b)",
        "The op gets x's array and not the Tensor, so no gradient goes back to the layers below.",
        breaks="forward",
    ),
    Mistake(
        "torch-layout",
        "return apply(linear, x, self.W, self.b)",
        "return apply(linear, x, self.W.transpose() if len(set(self.W.shape)) == 1 else self.W, self.b)",
        "x W^T in place of x W: torch.nn.Linear keeps (out, in), GPT-2 and this course (in, out). Where W is square, "
        "only the numbers tell.",
        breaks="forward",
    ),
    Mistake(
        "bias-forgotten",
        "if self.b is None:",
        "if True:",
        "The bias is there and is never added.",
        breaks="forward",
    ),
    Mistake(
        "bias-all-the-same",
        "requires_grad=True) if bias else None",
        "requires_grad=True)",
        "The layer has a bias although bias=False.",
        breaks="forward",
    ),
    Mistake(
        "all-zero",
        "rng.normal(0, 0.02, (n_in, n_out)).astype(dtype)",
        "np.zeros((n_in, n_out), dtype)",
        "W starts at 0. Channels that start alike in every layer stay alike, and the weights of two layers of zeros "
        "get no gradient at all.",
        breaks="forward",
    ),
    Mistake(
        "spread-of-one",
        "rng.normal(0, 0.02, (n_in, n_out))",
        "rng.normal(size=(n_in, n_out))",
        "W starts with a spread of 1. GPT-2's is 0.02: with 1, each layer makes numbers larger by the root of n_in.",
        breaks="forward",
    ),
    Mistake(
        "rng-not-used",
        "rng = rng or np.random.default_rng(0)\n",
        "rng = np.random.default_rng(0)\n",
        "The generator that was given is not used, so all layers of one shape start with the same numbers.",
        breaks="forward",
    ),
    Mistake(
        "float64-whatever",
        ".astype(dtype), requires_grad",
        ", requires_grad",
        "W is float64 whatever dtype says, and everything that it touches becomes float64 too.",
        breaks="forward",
    ),
)
