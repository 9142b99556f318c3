"""The identities of adamw_update: what its formula implies for a first step, a constant gradient, scale and decay."""

import numpy as np

from grader.course.spec import Identity

TINY_EPS = 1e-30


def _step_without_decay(s, call, **changed):
    """Return the change of theta in a step without decay on `changed` inputs; eps is negligible unless it is given."""
    inputs = {**s.inputs, "eps": TINY_EPS, "weight_decay": 0.0, **changed}
    inputs |= {name: np.asarray(inputs[name]) for name in ("grad", "m", "v")}  # NumPy makes a scalar of 0 axes times 2
    return call(inputs).outputs["theta"] - inputs["theta"]


def _first_step(s, call):
    """From m = v = 0, m_hat is the gradient g and v_hat its square, so that the first step is -lr g / (|g| + eps)."""
    g, zero, eps = s.inputs["grad"], 0 * s.inputs["m"], s.inputs["eps"]
    return _step_without_decay(s, call, m=zero, v=zero, t=1, eps=eps) + s.inputs["lr"] * g / (np.abs(g) + eps)


def _constant_gradient(s, call):
    """After t - 1 steps from 0 with a constant gradient g, m is (1 - beta1^(t-1)) g and v the same of g^2."""
    g, steps = s.inputs["grad"], s.inputs["t"] - 1
    m, v = (1 - s.inputs["beta1"] ** steps) * g, (1 - s.inputs["beta2"] ** steps) * g**2
    return _step_without_decay(s, call, m=m, v=v) + s.inputs["lr"] * np.sign(g)


def _scale_free(s, call):
    """Return the change of the step where all gradients are a thousand times as large."""
    g, m, v = (s.inputs[name] for name in ("grad", "m", "v"))
    return _step_without_decay(s, call, grad=1e3 * g, m=1e3 * m, v=1e6 * v) - _step_without_decay(s, call)


def _decay_alone(s, call):
    """Return the step less the same step without decay, plus lr weight_decay theta."""
    theta, decay = s.inputs["theta"], s.inputs["lr"] * s.inputs["weight_decay"]
    return s.outputs["theta"] - call({**s.inputs, "weight_decay": 0.0}).outputs["theta"] + decay * theta


IDENTITIES = (
    Identity("from rest, without decay, the first step is lr against the gradient's sign, but for eps", _first_step),
    Identity("under a constant gradient, step t is lr against its sign", _constant_gradient),
    Identity("without decay, gradients a thousand times as large give the same step", _scale_free),
    Identity("the decay takes lr weight_decay theta, whatever the gradient is", _decay_alone),
)
