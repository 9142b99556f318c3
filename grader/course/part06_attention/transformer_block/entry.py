"""Exercise entry: transformer_block (GPT-2's pre-norm block, attention and MLP on the residual stream, an op)."""

import numpy as np

from grader.course.inputs import exact, gain, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case

ARGUMENTS = (
    *("x", "ln1_g", "ln1_b", "W_attn", "b_attn", "W_proj", "b_proj"),
    *("ln2_g", "ln2_b", "W1", "b1", "W2", "b2"),
)


def _weights(D, H, std=0.5):
    return {
        "ln1_g": gain(D),
        "ln1_b": normal(D),
        "W_attn": normal(D, 3 * D, std=std),
        "b_attn": normal(3 * D, std=std),
        "W_proj": normal(D, D, std=0.5),
        "b_proj": normal(D),
        "ln2_g": gain(D),
        "ln2_b": normal(D),
        "W1": normal(D, H, std=std),
        "b1": normal(H),
        "W2": normal(H, D, std=0.5),
        "b2": normal(D),
    }


def _strided(weights):
    return {name: view(recipe) for name, recipe in weights.items()}


def _without_branches(sample, call):
    """Call the block with output projections of 0, so that attention and the MLP add nothing to the stream."""
    zeros = {name: np.zeros_like(sample.inputs[name]) for name in ("W_proj", "b_proj", "W2", "b2")}
    return call({**sample.inputs, **zeros}, sample.upstream)


def _change_of_the_past(sample, call):
    """Change the last token's x, and return the change of the earlier outputs, which should be 0."""
    inputs = dict(sample.inputs, x=sample.inputs["x"].copy())
    inputs["x"][:, -1, 0] += 1.0
    return (call(inputs, sample.upstream).output - sample.output)[:, :-1]


EXERCISE = Exercise(
    title="The transformer block",
    points=10,
    in_gpt2=True,
    arguments=(*ARGUMENTS, "n_head", "eps"),
    gradients=ARGUMENTS,
    batched=("x",),
    batch_first=True,
    requires=("layer_norm", "multi_head_attention", "linear", "gelu_tanh"),
    composed=True,
    forward_is_public=True,
    cases=(
        case("one token", x=normal(1, 1, 3), **_weights(3, 2), n_head=1, _edge=True),
        case("two heads", x=normal(3, 5, 4), **_weights(4, 16), n_head=2, _others={"n_head": 4, "eps": 0.3}),
        case("a large eps", x=normal(2, 2, 4), **_weights(4, 5), n_head=4, eps=0.5),
        case("a strided view", x=view(normal(2, 3, 11)), **_strided(_weights(11, 6, std=0.3)), n_head=11),
        case(
            "large numbers", x=normal(2, 4, 6, std=1e4), **_weights(6, 7, std=30.0), n_head=2, _large=True, _rtol=1e-8
        ),
    ),
    identities=(
        Identity("the past does not change with the future", _change_of_the_past),
        Identity(
            "x passes where both branches put out 0", lambda s, call: _without_branches(s, call).output - s.inputs["x"]
        ),
        Identity(
            "dx is dY where both branches put out 0",
            lambda s, call: _without_branches(s, call).gradients["x"] - s.upstream,
            of="x",
        ),
        Identity(
            "dx and dY have the same sum at every token: the branches do not see a shift of x",
            lambda s, call: s.gradients["x"].sum(-1) - s.upstream.sum(-1),
            of="x",
        ),
        Identity(
            "the bias of the keys gets no gradient",
            lambda s, call: np.split(s.gradients["b_attn"], 3)[1],
            of="b_attn",
        ),
    ),
    formulas=("dx", "dW1", "db1", "dW2", "db2"),
    by_hand=case(
        "by hand",
        x=exact([[[2]]]),
        ln1_g=exact([3]),
        ln1_b=exact([1]),
        W_attn=exact([[5, -4, 2]]),
        b_attn=exact([0, 0, 2]),
        W_proj=exact([[3]]),
        b_proj=exact([4]),
        ln2_g=exact([3]),
        ln2_b=exact([1]),
        W1=exact([[2]]),
        b1=exact([-1]),
        W2=exact([[5]]),
        b2=exact([6]),
        n_head=1,
        _upstream=exact([[[2]]]),
    ),
    by_hand_asks=("dx", "dln1_b", "dW_attn", "dW_proj", "dln2_b", "dW1", "dW2"),
    hints=(
        "Draw the block as a graph. Where does a line fork? At each fork two gradients come back, and they meet in a "
        "sum.",
        "Y = r + MLP(LN2(r)): dr = dY + what comes back through MLP and LN2. r = x + attention(LN1(x)): dx = dr + "
        "what comes back through attention and LN1. Which of dY and dr is attention's upstream gradient?",
        "Seven calls of the pieces' backwards, last piece first, and two additions. Each call's other entries are "
        "gradients of weights: gather them under the block's own names.",
    ),
)

MISTAKES = (
    Mistake(
        "residual-of-the-mlp-dropped",
        'dr = dY + ln2["x"]',
        'dr = ln2["x"]',
        "dr lacks dY. r reaches Y by two ways, through the MLP and as it is, and the second passes dY on unchanged.",
    ),
    Mistake(
        "residual-of-attention-dropped",
        'dx = dr + ln1["x"]',
        'dx = ln1["x"]',
        "dx lacks dr. x reaches r by two ways, through attention and as it is, and the second passes dr on unchanged.",
    ),
    Mistake(
        "residual-passes-dY-by-the-mlp",
        'dx = dr + ln1["x"]',
        'dx = dY + ln1["x"]',
        "dx adds dY where dr belongs: x passes by attention, yet what it becomes still goes through the MLP.",
    ),
    Mistake(
        "attention-gets-dY",
        "attention_backward(dr)",
        "attention_backward(dY)",
        "Attention's output is part of r, so its upstream gradient is dr: dY and what came back through the MLP.",
    ),
    Mistake(
        "second-norm-of-x",
        "layer_norm(r, ln2_g, ln2_b, eps)",
        "layer_norm(x, ln2_g, ln2_b, eps)",
        "The second LayerNorm gets the block's input x. It gets r: the MLP works on what attention has written.",
        breaks="forward",
    ),
    Mistake(
        "residual-around-the-norm",
        "r = x + a\n    n2",
        "r = n1 + a\n    n2",
        "The residual carries LN1(x). It carries x itself, past the norm: what no branch touches has to come through "
        "unchanged.",
        breaks="forward",
    ),
    Mistake(
        "mlp-beside-x",
        "Y = r + m\n",
        "Y = x + m\n",
        "The MLP's output is added to x, and so attention's part of the residual is lost. It is added to r.",
        breaks="forward",
    ),
    Mistake(
        "residual-after-the-mlp-alone",
        "r = x + a\n    n2",
        "r = a\n    n2",
        "The first residual connection is missing: r is attention's output alone, and x is heard of no more.",
        breaks="forward",
    ),
    Mistake(
        "post-norm",
        "Y = r + m\n",
        "r, _ = layer_norm(x + multi_head_attention(x, W_attn, b_attn, W_proj, b_proj, n_head)[0], ln1_g, ln1_b, eps)\n"
        "    Y, _ = layer_norm(r + linear(gelu_tanh(linear(r, W1, b1)[0])[0], W2, b2)[0], ln2_g, ln2_b, eps)\n",
        "Each LayerNorm stands after its residual sum, as in the first transformer of 2017. GPT-2 moved it to the "
        "front of the branch, so that the residual runs from end to end without a norm.",
        breaks="forward",
    ),
    Mistake(
        "exact-gelu",
        "g, gelu_backward = gelu_tanh(u)",
        # math.erf, as importing scipy.special for this one mistake would double the time of a verdict.
        "from math import erf, pi\n\n"
        "    cdf = 0.5 * (1 + np.vectorize(erf)(u / 2**0.5))\n"
        "    slope = cdf + u * np.exp(-0.5 * u * u) / (2 * pi) ** 0.5\n"
        "    g, gelu_backward = u * cdf, lambda dg: {'x': dg * slope}",
        "This is GELU by erf. GPT-2's weights were trained with the tanh form; the two differ by up to 5e-4.",
        breaks="forward",
    ),
    Mistake(
        "eps-not-passed-on",
        "layer_norm(r, ln2_g, ln2_b, eps)",
        "layer_norm(r, ln2_g, ln2_b)",
        "The second LayerNorm is called without eps, so it uses its own 1e-5 whatever the block was asked for.",
        breaks="forward",
    ),
    Mistake(
        "relu-for-gelu",
        "g, gelu_backward = gelu_tanh(u)",
        'g, gelu_backward = np.maximum(u, 0), lambda dg: {"x": dg * (u > 0)}',
        "The MLP has a ReLU where GPT-2 has a GELU.",
        "forward",
    ),
    Mistake(
        "first-norm-twice",
        "layer_norm(r, ln2_g, ln2_b, eps)",
        "layer_norm(r, ln1_g, ln1_b, eps)",
        "The second norm uses the first one's gamma and beta.",
        "forward",
    ),
    Mistake(
        "gelu-skipped-on-the-way-back",
        'du = gelu_backward(down["x"])["x"]',
        'du = down["x"]',
        "The gradient goes past the GELU unchanged. What is passed on the way there is passed on the way back.",
    ),
    Mistake(
        "attention-of-x",
        "multi_head_attention(n1,",
        "multi_head_attention(x,",
        "Attention gets the block's input x. It gets n1, what the first LayerNorm makes of x.",
        breaks="forward",
    ),
)
