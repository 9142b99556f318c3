"""Exercise entry: swiglu (an MLP with gated hidden units, an op)."""

import math

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _weights(D, F, std=1.0):
    """Return recipes of the three matrices; `std` is that of the two that read x."""
    return {"W_gate": normal(D, F, std=std), "W_up": normal(D, F, std=std), "W_down": normal(F, D)}


def _w_dw(sample, name, axis=None):
    return np.sum(sample.inputs[name] * sample.gradients[name], axis=axis)


def _gate_turned_round(sample, call):
    """Add up dW_gate for W_gate and for -W_gate, less x^T (up dhidden).

    silu(a) - silu(-a) = a for every a, so the two forwards differ by the bilinear ((x W_gate) * (x W_up)) W_down,
    whose gradient this is: silu'(a) + silu'(-a) = 1.
    """
    inputs = sample.inputs
    other = call({**inputs, "W_gate": -inputs["W_gate"]}, sample.upstream)
    owed = (sample.upstream @ inputs["W_down"].T) * (inputs["x"] @ inputs["W_up"])
    D, F = inputs["W_gate"].shape
    bilinear = inputs["x"].reshape(-1, D).T @ owed.reshape(-1, F)
    return sample.gradients["W_gate"] + other.gradients["W_gate"] - bilinear


def _outputs_of_turned_gate(sample, call):
    """Return the difference of the outputs for W_gate and -W_gate, less ((x W_gate) * (x W_up)) W_down."""
    inputs = sample.inputs
    other = call({**inputs, "W_gate": -inputs["W_gate"]}, sample.upstream)
    bilinear = ((inputs["x"] @ inputs["W_gate"]) * (inputs["x"] @ inputs["W_up"])) @ inputs["W_down"]
    return sample.output - other.output - bilinear


def _up_by_output(sample, call):
    """Return sum of W_up dW_up less sum of dY y: y is linear in W_up."""
    return _w_dw(sample, "W_up") - np.sum(sample.upstream * sample.output)


def _down_by_up(sample, call):
    """For every hidden unit: W_up's column times c and W_down's row over c leave y as it is, so their shares agree."""
    return _w_dw(sample, "W_down", axis=1) - _w_dw(sample, "W_up", axis=0)


def _x_by_weights(sample, call):
    """Return sum of x dx less the sums of W dW of the matrices that read x: x times c does what both times c do."""
    by_x = np.sum(sample.inputs["x"] * sample.gradients["x"])
    return by_x - _w_dw(sample, "W_gate") - _w_dw(sample, "W_up")


EXERCISE = Exercise(
    title="SwiGLU, the gated MLP",
    points=10,
    starred=True,
    arguments=("x", "W_gate", "W_up", "W_down"),
    gradients=("x", "W_gate", "W_up", "W_down"),
    batched=("x",),
    requires=("matmul",),
    forward_is_public=True,
    cases=(
        case("one of everything", x=normal(1, 1), **_weights(1, 1), _edge=True),
        case("two axes", x=normal(3, 4), **_weights(4, 5, std=0.6)),
        case("three axes", x=normal(2, 3, 4), **_weights(4, 6, std=0.6)),
        case("four axes, some of size 1", x=normal(2, 1, 3, 2), **_weights(2, 3)),
        case("one hidden unit", x=normal(3, 4), **_weights(4, 1, std=0.6), _edge=True),
        case("one channel", x=normal(2, 3, 1), **_weights(1, 4), _edge=True),
        case("square", x=normal(3, 3), **_weights(3, 3)),
        case("gates at zero and far out", x=exact([[0, 0], [1, 0], [-1, 0], [0, 1]]), **_weights(2, 4, std=8.0)),
        case(
            "a strided view",
            x=view(normal(2, 3, 4)),
            W_gate=view(normal(4, 5, std=0.6)),
            W_up=view(normal(4, 5, std=0.6)),
            W_down=view(normal(5, 4)),
        ),
        case("gates of several thousand", x=normal(4, 5, std=50.0), **_weights(5, 6, std=50.0), _large=True),
    ),
    identities=(
        Identity("turning the gate round changes y by an expression without sigma", _outputs_of_turned_gate),
        Identity(
            "silu'(a) + silu'(-a) = 1: dW_gate and that of the gate turned round", _gate_turned_round, of="W_gate"
        ),
        Identity("y is linear in W_up: sum of W_up dW_up equals sum of dY y", _up_by_output, of="W_up"),
        Identity("for each hidden unit, W_down dW_down and W_up dW_up have one sum", _down_by_up, of="W_down"),
        Identity("sum of x dx equals the sums of W dW of the two matrices that read x", _x_by_weights, of="x"),
    ),
    formulas=("dx", "dW_gate", "dW_up", "dW_down"),
    by_hand=case(
        "by hand",
        x=exact([[1, 2]]),
        W_gate=exact([[math.log(3)], [0]]),
        W_up=exact([[4], [-1]]),
        W_down=exact([[3, -1]]),
        _upstream=exact([[1, -1]]),
    ),
    hints=(
        "How many times does x stand in the forward? Name the two projections, gate and up, and the product, hidden. "
        "Which slope does each of the two factors of hidden have?",
        "dhidden[n,f] = sum_o dY[n,o] W_down[f,o]; dup = dhidden silu(gate); dgate = dhidden up silu'(gate), with "
        "silu' by the product rule for a sigma(a). Both go back to x, and each to its own matrix.",
        "Three calls of matmul forward, three of their backwards, the last first: the first gives dhidden and dW_down, "
        "the other two a weight's gradient and an x each. Between them only products entry by entry, of (..., F).",
    ),
)

MISTAKES = (
    Mistake(
        "x-by-the-gate-alone",
        'dx = by_gate["x"] + by_up["x"]',
        'dx = by_gate["x"]',
        "dx holds what comes back through the gate alone. x was used twice: what comes through W_up is added to it.",
    ),
    Mistake(
        "gate-held-constant",
        'dx = by_gate["x"] + by_up["x"]',
        'dx = by_up["x"]',
        "dx treats the gate as a constant factor. The gate is made of x as well: a second term comes through W_gate.",
    ),
    Mistake(
        "slope-is-sigma",
        "(sigma + opened * (1 - sigma))",
        "sigma",
        "silu's slope is taken to be sigma. silu(a) = a sigma(a) is a product, and its second factor has a slope too.",
    ),
    Mistake(
        "slope-of-sigma",
        "(sigma + opened * (1 - sigma))",
        "sigma * (1 - sigma)",
        "silu's slope is taken to be that of sigma, sigma (1 - sigma). silu(a) is a times sigma(a): use the product "
        "rule.",
    ),
    Mistake(
        "silu-and-sigma-mixed-up",
        "(sigma + opened * (1 - sigma))",
        "(opened + sigma * (1 - sigma))",
        "silu' is written silu + sigma (1 - sigma). Either sigma + silu (1 - sigma) or silu + sigma (1 - silu): they "
        "are the same.",
    ),
    Mistake(
        "slope-at-the-output",
        "(sigma + opened * (1 - sigma))",
        "(0.5 * (1 + np.tanh(0.5 * opened)) * (1 + opened * 0.5 * (1 - np.tanh(0.5 * opened))))",
        "silu's slope is taken at silu(gate), the output. A slope belongs to the place where the function was called: "
        "at gate.",
    ),
    Mistake(
        "up-forgotten",
        "dgate = dhidden * up * (",
        "dgate = dhidden * (",
        "dgate lacks the factor up, as in an MLP without a gate: silu(gate) multiplies up, so up is its slope.",
    ),
    Mistake(
        "silu-forgotten",
        "dup = dhidden * opened",
        "dup = dhidden * gate",
        "dup has gate where it has to have silu(gate): that is what up was multiplied by.",
    ),
    Mistake(
        "own-factor",
        "dup = dhidden * opened",
        "dup = dhidden * up",
        "dup is multiplied by up. The slope of a product along one factor is the other factor: silu(gate).",
    ),
    Mistake(
        "weights-exchanged",
        '"W_gate": by_gate["W"], "W_up": by_up["W"],',
        '"W_gate": by_up["W"], "W_up": by_gate["W"],',
        "dW_gate and dW_up are exchanged. They have one shape, so only the numbers tell.",
    ),
    Mistake(
        "down-without-up",
        '"W_down": by_down["W"]}',
        '"W_down": matmul(opened, W_down)[1](dY)["W"]}',
        "dW_down is made with silu(gate) where the product silu(gate) up went into W_down.",
    ),
    Mistake(
        "upstream-forgotten",
        "by_down = down_backward(dY)",
        "by_down = down_backward(np.ones_like(dY))",
        "The upstream gradient is ignored: these are the gradients of sum(y), not of L.",
    ),
    Mistake(
        "silu-on-the-other-side",
        "opened = gate * sigma  # (..., F), silu of gate\n    hidden = opened * up",
        "opened = gate; hidden = gate * up * 0.5 * (1 + np.tanh(0.5 * up))",
        "silu is put on x W_up in the place of x W_gate. Either would train; only this one runs trained weights.",
        breaks="forward",
    ),
    Mistake(
        "gate-of-sigma-alone",
        "opened = gate * sigma",
        "opened = sigma",
        "The gate is sigma(x W_gate): that is the first GLU. In SwiGLU it is silu, which is a times sigma(a).",
        breaks="forward",
    ),
    Mistake(
        "silu-of-the-product",
        "hidden = opened * up",
        "hidden = gate * up * 0.5 * (1 + np.tanh(0.5 * gate * up))",
        "silu is applied to the product of the two projections. It belongs to the gate alone, before the product.",
        breaks="forward",
    ),
    Mistake(
        "gelu-in-place-of-silu",
        "sigma = 0.5 * (1 + np.tanh(0.5 * gate))",
        "sigma = 0.5 * (1 + np.tanh(0.7978845608 * (gate + 0.044715 * gate**3)))",
        "The gate goes through GELU: that is GEGLU, a sister of SwiGLU in the same paper. Here it is silu.",
        breaks="forward",
    ),
    Mistake(
        "exponential-that-overflows",
        "sigma = 0.5 * (1 + np.tanh(0.5 * gate))",
        "sigma = np.exp(gate) / (1 + np.exp(gate))",
        "sigma is written as e^a / (1 + e^a): for a above 709 both overflow, and inf over inf is nan.",
        breaks="robustness",
    ),
)
