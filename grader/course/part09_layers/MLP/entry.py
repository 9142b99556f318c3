"""Exercise entry: MLP (the block's MLP, a Module)."""

from __future__ import annotations

from grader.course.captions import LAYER, VALUE_ERROR
from grader.course.inputs import exact, normal, single, view
from grader.course.part09_layers.MLP.driver import OUTPUTS, drive
from grader.course.spec import Caption, Exercise, Mistake, case


def _case(label, *x, hidden=None, bias=True, gelu=None, make=lambda recipe: recipe, std=1.0, **options):
    D, H = x[-1], hidden or 4 * x[-1]
    return case(
        label,
        x=make(normal(*x, std=std)),
        fc_W=make(normal(D, H)),
        fc_b=make(normal(H)),
        proj_W=make(normal(H, D)),
        proj_b=make(normal(D)),
        dY=make(normal(*x)),
        hidden=hidden,
        bias=bias,
        gelu=gelu,
        **options,
    )


EXERCISE = Exercise(
    title="The multi-layer perceptron",
    points=5,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("gelu", "gelu_tanh", "Tensor", "Linear", "Module"),
    cases=(
        _case("one entry", 1, 1, hidden=1, _edge=True),
        _case("three axes", 2, 3, 4),
        _case("two axes", 3, 4, hidden=5),
        _case("four axes", 2, 1, 2, 3, hidden=5),
        _case("exact GELU", 2, 3, 4, gelu="erf"),
        _case("tanh GELU", 2, 3, 4, gelu="tanh"),
        _case("without bias", 2, 3, 4, bias=False),
        _case("square", 2, 3, 4, hidden=4),
        _case("square, exact GELU, without bias", 5, 4, hidden=4, bias=False, gelu="erf"),
        _case("a strided view", 2, 3, 4, hidden=3, make=view),
        _case("float32", 2, 3, 4, make=single, _rtol=1e-5),
        _case("large numbers", 2, 3, 4, std=1e4, _large=True, _rtol=1e-10),
    ),
    by_hand=case(
        "by hand",
        x=exact([[1]]),
        fc_W=exact([[1, -1]]),
        fc_b=exact([0, 1]),
        proj_W=exact([[2], [3]]),
        proj_b=exact([-1]),
        dY=exact([[1]]),
        hidden=2,
        bias=True,
        gelu="erf",
    ),
    by_hand_asks=("Y", "dx"),
    captions={**LAYER, "errors_in_words": Caption("an unknown gelu", {1.0: VALUE_ERROR, 0.0: "no error"})},
    hints=(
        "A layer made of layers: which two does it hold, and what stands between them?",
        "Y = proj(gelu(fc(x))). Nothing about gradients is left to write: who records what, on the way?",
        "In __init__ two Linears, from one generator; in forward three calls, of which the middle one is apply with "
        "the GELU that was chosen.",
    ),
)

MISTAKES = (
    Mistake(
        "no-gelu",
        "self.proj(apply(GELUS[self.gelu], u))",
        "self.proj(u)",
        "There is nothing between the two Linears: two matrices in a row are one matrix, and the layer could be one.",
        breaks="forward",
    ),
    Mistake(
        "gelus-swapped",
        '{"tanh": gelu_tanh, "erf": gelu_erf}',
        '{"tanh": gelu_erf, "erf": gelu_tanh}',
        "The two GELUs are swapped. They differ by up to 5e-4, which no shape and no plot shows.",
        breaks="forward",
    ),
    Mistake(
        "erf-by-default",
        'gelu: str = "tanh"',
        'gelu: str = "erf"',
        "Where nothing is said, the exact GELU is used; GPT-2's weights were trained with the tanh form.",
        breaks="forward",
    ),
    Mistake(
        "gelu-not-chosen",
        "GELUS[self.gelu]",
        "gelu_tanh",
        "The tanh form is used whatever was asked for.",
        breaks="forward",
    ),
    Mistake(
        "gelu-at-the-end-too",
        "return self.proj(apply(GELUS[self.gelu], u))",
        "return apply(GELUS[self.gelu], self.proj(apply(GELUS[self.gelu], u)))",
        "A GELU follows proj as well. What goes back into the residual stream has to be free to take away as well as "
        "to add.",
        breaks="forward",
    ),
    Mistake(
        "not-wider",
        "4 * D if hidden is None",
        "3 * D if hidden is None",
        "Where nothing is said, the hidden layer is 4 D wide.",
        breaks="contract",
    ),
    Mistake(
        "proj-keeps-its-bias",
        "Linear(hidden, D, bias, rng",
        "Linear(hidden, D, True, rng",
        "proj has a bias although bias=False.",
        breaks="forward",
    ),
    Mistake(
        "proj-transposed",
        "return self.proj(apply(GELUS[self.gelu], u))",
        "square = self.proj.W.shape[0] == self.proj.W.shape[1]\n"
        "        W = self.proj.W.transpose() if square else self.proj.W\n"
        "        Y = apply(GELUS[self.gelu], u) @ W\n"
        "        return Y if self.proj.b is None else Y + self.proj.b",
        "proj's W is used transposed where it is square: (out, in), the layout of torch.nn.Linear, in place of ours.",
        breaks="forward",
    ),
    Mistake(
        "one-seed-for-both",
        "self.proj = Linear(hidden, D, bias, rng=rng,",
        "self.proj = Linear(hidden, D, bias,",
        "proj does not get the generator, and draws from one of its own: of the same seed as fc's where none was "
        "given, and so the very same numbers, or whatever seed was asked for.",
        breaks="forward",
    ),
    Mistake(
        "any-gelu",
        "if gelu not in GELUS:",
        "gelu = gelu if gelu in GELUS else 'tanh'\n        if gelu not in GELUS:",
        "A GELU that does not exist is taken for the tanh form, and nobody is told.",
        breaks="forward",
    ),
    Mistake(
        "erf-always",
        "apply(GELUS[self.gelu], u)",
        "apply(gelu_erf, u)",
        "The exact GELU is used whatever was asked for.",
        breaks="forward",
    ),
)
