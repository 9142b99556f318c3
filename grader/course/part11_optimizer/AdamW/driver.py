"""Driver: AdamW. Optimizes stand-in parameters, saves the state half way, and continues from it."""

import numpy as np

from grader.course.drivers.stand_ins import Parameter

NAMES = ("W", "b", "gamma")


def drive(AdamW, theta, grads, lrs, betas, eps, weight_decay):
    """Take one step per entry of `lrs`; then repeat the second half with a new optimizer that loads the saved state.

    Returns the parameters of both runs, the step count t, and two counts. `left`: entries of gradients that zero_grad
    leaves. `refused`: states that do not fit the parameters and are refused with nothing changed, by a ValueError with
    a message; one has a parameter less, and for each parameter with gradients there is one of another shape.
    """
    settings = {"betas": betas, "eps": eps, "weight_decay": weight_decay}
    params = [Parameter(theta[name]) for name in NAMES]
    optimizer = AdamW(params, lr=lrs[0], **settings)
    half = len(lrs) // 2
    left = _take_steps(optimizer, params, grads, lrs, 0, half)
    state, data_at_half = _require_plain(optimizer.state()), [p.data.copy() for p in params]
    left += _take_steps(optimizer, params, grads, lrs, half, len(lrs))
    for _ in range(2):  # twice from one state: a run may not change it
        resumed = [Parameter(data) for data in data_at_half]
        second = AdamW(resumed, lr=lrs[0], **settings)
        second.load_state(state)
        _take_steps(second, resumed, grads, lrs, half, len(lrs))
    refused = _refuses(AdamW(params[:2]), optimizer.state())
    for changed in (name for name in NAMES if grads[name] is not None):
        named = zip(NAMES, data_at_half, strict=True)
        others = [np.stack([data, data]) if name == changed else data for name, data in named]
        refused += _refuses(AdamW([Parameter(data) for data in others]), optimizer.state())
    return *(p.data for p in params), *(p.data for p in resumed), optimizer.t, left, refused


def _take_steps(optimizer, params, grads, lrs, start, stop):
    """Take the steps start ... stop - 1, and return how many entries of gradients zero_grad has left."""
    left = 0
    for step in range(start, stop):
        for name, parameter in zip(NAMES, params, strict=True):
            if grads[name] is not None:
                parameter.accumulate_grad(grads[name][step])
        optimizer.lr = lrs[step]
        optimizer.step()
        optimizer.zero_grad()
        left += sum(int(np.count_nonzero(p.grad)) for p in params if p.grad is not None)
    return float(left)


def _require_plain(state):
    """Return the state. Raises TypeError unless it is a dict of arrays and numbers, which any file format can hold."""
    if not isinstance(state, dict):
        raise TypeError(f"state() is a {type(state).__name__}; wanted a dict of arrays and numbers")
    for name, value in state.items():
        if not isinstance(value, (np.ndarray, np.generic, int, float)):
            raise TypeError(f"state()[{name!r}] is a {type(value).__name__}; wanted an array or a number")
    return state


def _refuses(optimizer, state):
    """Return 1 where load_state raises a ValueError with a message and the optimizer's state is as before, else 0."""
    before = {name: np.array(value) for name, value in optimizer.state().items()}
    try:
        optimizer.load_state(state)
    except ValueError as error:
        after = optimizer.state()
        same = before.keys() == after.keys() and all(np.array_equal(before[name], after[name]) for name in before)
        return float(bool(str(error)) and same)
    return 0.0
