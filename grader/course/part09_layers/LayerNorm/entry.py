"""Exercise entry: LayerNorm (the LayerNorm layer, a Module)."""

from __future__ import annotations

from grader.course.captions import LAYER
from grader.course.inputs import exact, gain, normal, single, view
from grader.course.part09_layers.LayerNorm.driver import OUTPUTS, drive
from grader.course.spec import Exercise, Mistake, case


def _case(label, *x, bias=True, eps=None, make=lambda recipe: recipe, mean=0.3, std=1.0, **options):
    return case(
        label,
        x=make(normal(*x, mean=mean, std=std)),
        gamma=make(gain(x[-1])),
        beta=make(normal(x[-1])),
        dY=make(normal(*x)),
        bias=bias,
        eps=eps,
        **options,
    )


EXERCISE = Exercise(
    title="A LayerNorm layer",
    points=5,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("layer_norm", "Tensor", "Module"),
    cases=(
        _case("two entries", 1, 2, _edge=True),
        _case("three axes", 2, 3, 4),
        _case("two axes", 3, 5),
        _case("one axis", 5),
        _case("four axes", 2, 1, 3, 4),
        _case("square", 3, 3),
        _case("without bias", 2, 3, 4, bias=False),
        _case("a large eps", 2, 3, 4, eps=0.5),
        _case("rows of small spread", 2, 6, std=1e-2),
        _case("a strided view", 3, 4, make=view),
        _case("float32", 2, 3, 4, make=single, _rtol=1e-5),
        _case("a large mean", 3, 4, mean=1e6, std=1e3, _large=True, _rtol=1e-9),
    ),
    by_hand=case(
        "by hand",
        x=exact([[1, 4, 1]]),
        gamma=exact([2, 1, -1]),
        beta=exact([0, 1, 3]),
        dY=exact([[1, 3, 2]]),
        bias=True,
        eps=2.0,
    ),
    by_hand_asks=("Y", "dx", "dgamma", "dbeta"),
    captions=LAYER,
    hints=(
        "What must gamma and beta be for the layer to normalize and do no more? That is where they start.",
        "Your op wants a beta at every call. What can stand in for it where the layer has none, so that nothing "
        "changes and nothing is learned?",
        "Two Tensors, of ones and of zeros, and eps kept as it is; in forward one call of apply with four arguments.",
    ),
)

MISTAKES = (
    Mistake(
        "gamma-of-zeros",
        "Tensor(np.ones(D, dtype)",
        "Tensor(np.zeros(D, dtype)",
        "gamma starts at 0, so the layer puts out beta whatever comes in, and no gradient passes to what is below. It "
        "starts at 1.",
        breaks="forward",
    ),
    Mistake(
        "eps-not-passed",
        "gamma, beta, self.eps)",
        "gamma, beta)",
        "The op is called without eps, so it uses its own whatever the layer was asked for.",
        breaks="forward",
    ),
    Mistake(
        "eps-of-1e-6",
        "eps: float = 1e-5",
        "eps: float = 1e-6",
        "eps is 1e-6 where nothing is said. GPT-2's is 1e-5, and rows of small spread show it.",
        breaks="forward",
    ),
    Mistake(
        "gamma-unwrapped",
        "apply(layer_norm, x, self.gamma,",
        "apply(layer_norm, x, self.gamma.data,",
        "The op gets gamma's array and not the Tensor, so gamma never learns.",
        breaks="forward",
    ),
    Mistake(
        "bias-all-the-same",
        "requires_grad=True) if bias else None",
        "requires_grad=True)",
        "The layer has a beta although bias=False.",
        breaks="forward",
    ),
    Mistake(
        "beta-forgotten",
        "if self.beta is None else self.beta",
        "if self.beta is None or True else self.beta",
        "beta is there and is never used: the op always gets zeros.",
        breaks="forward",
    ),
    Mistake(
        "float64-whatever",
        "np.ones(D, dtype)",
        "np.ones(D)",
        "gamma is float64 whatever dtype says, and everything that it touches becomes float64 too.",
        breaks="forward",
    ),
)
