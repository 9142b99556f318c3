"""Exercise entry: TransformerBlock (the transformer block, a Module)."""

from __future__ import annotations

from grader.course.captions import LAYER
from grader.course.inputs import exact, gain, normal, single, view
from grader.course.part09_layers.TransformerBlock.driver import OUTPUTS, drive
from grader.course.spec import Exercise, Mistake, case


def _weights(D, make, std):
    shapes = {
        "ln1_g": gain(D),
        "ln1_b": normal(D),
        "W_attn": normal(D, 3 * D, std=std),
        "b_attn": normal(3 * D, std=std),
        "W_proj": normal(D, D, std=0.5),
        "b_proj": normal(D),
        "ln2_g": gain(D),
        "ln2_b": normal(D),
        "W1": normal(D, 4 * D, std=std),
        "b1": normal(4 * D, std=std),
        "W2": normal(4 * D, D, std=0.5),
        "b2": normal(D),
    }
    return {name: make(recipe) for name, recipe in shapes.items()}


def _case(
    label,
    B,
    T,
    D,
    n_head,
    *,
    bias=True,
    gelu=None,
    eps=None,
    make=lambda recipe: recipe,
    std=1.0,
    weights_std=0.5,
    **options,
):
    return case(
        label,
        x=make(normal(B, T, D, std=std)),
        weights=_weights(D, make, weights_std),
        dY=make(normal(B, T, D)),
        n_head=n_head,
        bias=bias,
        gelu=gelu,
        eps=eps,
        **options,
    )


HAND = {
    "ln1_g": exact([3]),
    "ln1_b": exact([1]),
    "W_attn": exact([[5, -4, 2]]),
    "b_attn": exact([0, 0, 2]),
    "W_proj": exact([[3]]),
    "b_proj": exact([4]),
    "ln2_g": exact([3]),
    "ln2_b": exact([1]),
    "W1": exact([[2, 0, 0, 0]]),
    "b1": exact([-1, 0, 0, 0]),
    "W2": exact([[5], [5], [5], [5]]),
    "b2": exact([6]),
}

EXERCISE = Exercise(
    title="The transformer block as a layer",
    points=10,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("Tensor", "LayerNorm", "MLP", "Module", "MultiHeadAttention"),
    cases=(
        _case("one token", 1, 1, 2, 1, _edge=True),
        _case("two heads", 2, 3, 4, 2),
        _case("exact GELU", 2, 3, 4, 2, gelu="erf"),
        _case("without bias", 2, 3, 4, 2, bias=False),
        _case("a large eps", 2, 2, 3, 3, eps=0.5),
        _case("as many tokens as channels", 1, 3, 3, 1),
        _case("a strided view", 2, 3, 2, 1, make=view),
        _case("float32", 2, 3, 4, 2, make=single, _rtol=3e-5),
        _case("large numbers", 2, 4, 6, 2, std=1e4, weights_std=30.0, _large=True, _rtol=1e-8),
    ),
    by_hand=case(
        "by hand", x=exact([[[2]]]), weights=HAND, dY=exact([[[2]]]), n_head=1, bias=True, gelu="tanh", eps=None
    ),
    by_hand_asks=("Y", "dx"),
    captions=LAYER,
    hints=(
        "Four layers and two additions. In which order, and what does each of them get?",
        "r = x + attention(ln1(x)), Y = r + mlp(ln2(r)). Where x and r are used twice, two gradients meet. Who adds "
        "them up now?",
        "Four attributes in __init__, and bias, eps and gelu to whoever has them; two lines in forward, without apply.",
    ),
)

MISTAKES = (
    Mistake(
        "post-norm",
        "r = x + self.attention(self.ln1(x))",
        "r = self.ln1(x + self.attention(x))",
        "The first LayerNorm stands after the residual sum, as in the first transformer of 2017. GPT-2 moved it to the "
        "front of the branch, so that the residual runs from end to end without a norm.",
        breaks="forward",
    ),
    Mistake(
        "residual-of-attention-missing",
        "r = x + self.attention(self.ln1(x))",
        "r = self.attention(self.ln1(x))",
        "The first residual connection is missing: what attention does not repeat of x is lost.",
        breaks="forward",
    ),
    Mistake(
        "residual-of-the-mlp-missing",
        "return r + self.mlp(self.ln2(r))",
        "return self.mlp(self.ln2(r))",
        "The second residual connection is missing: what the MLP does not repeat of r is lost.",
        breaks="forward",
    ),
    Mistake(
        "residual-of-the-norm",
        "r = x + self.attention(self.ln1(x))",
        "n = self.ln1(x)\n        r = n + self.attention(n)",
        "The residual carries ln1(x). It carries x itself, past the norm.",
        breaks="forward",
    ),
    Mistake(
        "one-norm-for-both",
        "self.mlp(self.ln2(r))",
        "self.mlp(self.ln1(r))",
        "ln1 is used twice, and ln2 never: its parameters get no gradient.",
        breaks="forward",
    ),
    Mistake(
        "side-by-side",
        "self.mlp(self.ln2(r))",
        "self.mlp(self.ln2(x))",
        "The MLP gets x, not r: the two branches stand side by side, and the MLP does not see what attention found.",
        breaks="forward",
    ),
    Mistake(
        "mlp-added-to-x",
        "return r + self.mlp(",
        "return x + self.mlp(",
        "The MLP's output is added to x, and so attention's part of the residual is lost. It is added to r.",
        breaks="forward",
    ),
    Mistake(
        "x-unwrapped",
        "r = x + self",
        "r = Tensor(x) + self",
        "The residual carries a new leaf made of x's numbers: the values are right, and the gradient that should pass "
        "straight through ends there.",
        breaks="forward",
    ),
    Mistake(
        "gelu-not-passed",
        "MLP(D, bias=bias, gelu=gelu, rng",
        "MLP(D, bias=bias, rng",
        "The MLP is not told which GELU was asked for.",
        breaks="forward",
    ),
    Mistake(
        "eps-not-passed",
        "self.ln2 = LayerNorm(D, bias, eps, dtype",
        "self.ln2 = LayerNorm(D, bias, dtype",
        "The second LayerNorm is not told eps, and uses its own 1e-5.",
        breaks="forward",
    ),
    Mistake(
        "norms-keep-their-beta",
        "self.ln1 = LayerNorm(D, bias, eps, dtype",
        "self.ln1 = LayerNorm(D, True, eps, dtype",
        "The first LayerNorm has a beta although bias=False.",
        breaks="forward",
    ),
    Mistake(
        "one-seed-for-all",
        "MLP(D, bias=bias, gelu=gelu, rng=rng, dtype",
        "MLP(D, bias=bias, gelu=gelu, dtype",
        "The MLP does not get the generator, and draws from one of its own: the same numbers in every block, whatever "
        "seed was asked for.",
        breaks="forward",
    ),
)
