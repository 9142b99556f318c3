"""How AdamW is asked."""

import numpy as np

from grader.course.drivers.stand_ins import Parameter

NAMES = ("W", "b", "gamma")


def drive(AdamW, theta, grads, lrs, betas, eps, weight_decay):
    """Take all the steps; then take the second half of them again, with a new optimizer that is given the state.

    `left` counts the entries of gradients that zero_grad leaves, `refused` the states that do not fit and were refused
    before anything was changed: one of more parameters, and for each that has had a gradient one where it is another.
    """
    settings = {"betas": betas, "eps": eps, "weight_decay": weight_decay}
    params = [Parameter(theta[name]) for name in NAMES]
    optimizer = AdamW(params, lr=lrs[0], **settings)
    half, left = len(lrs) // 2, _run(optimizer, params, grads, lrs, 0, len(lrs) // 2)
    state, middle = _storable(optimizer.state()), [p.data.copy() for p in params]
    left += _run(optimizer, params, grads, lrs, half, len(lrs))
    for _ in range(2):  # twice from one state: neither run may change it
        resumed = [Parameter(data) for data in middle]
        second = AdamW(resumed, lr=lrs[0], **settings)
        second.load_state(state)
        _run(second, resumed, grads, lrs, half, len(lrs))
    refused = _refuses(AdamW(params[:2]), optimizer.state())
    for odd in (name for name in NAMES if grads[name] is not None):
        others = [np.stack([data, data]) if name == odd else data for name, data in zip(NAMES, middle, strict=True)]
        refused += _refuses(AdamW([Parameter(data) for data in others]), optimizer.state())
    return *(p.data for p in params), *(p.data for p in resumed), optimizer.t, left, refused


def _run(optimizer, params, grads, lrs, start, stop):
    """Take the steps start ... stop - 1, and return how many entries of gradients zero_grad has left."""
    left = 0
    for step in range(start, stop):
        for name, parameter in zip(NAMES, params, strict=True):
            if grads[name] is not None:
                parameter.receive(grads[name][step])
        optimizer.lr = lrs[step]
        optimizer.step()
        optimizer.zero_grad()
        left += sum(int(np.count_nonzero(p.grad)) for p in params if p.grad is not None)
    return float(left)


def _storable(state):
    """Return the state; raise unless it is a dict of arrays and numbers, which any file can hold."""
    if not isinstance(state, dict):
        raise TypeError(f"state() is a {type(state).__name__}; wanted a dict of arrays and numbers")
    for name, value in state.items():
        if not isinstance(value, (np.ndarray, np.generic, int, float)):
            raise TypeError(f"state()[{name!r}] is a {type(value).__name__}; wanted an array or a number")
    return state


def _refuses(optimizer, state):
    """Return 1 where a state is refused in words and leaves no trace in the optimizer."""
    before = {name: np.array(value) for name, value in optimizer.state().items()}
    try:
        optimizer.load_state(state)
    except ValueError as error:
        after = optimizer.state()
        same = before.keys() == after.keys() and all(np.array_equal(before[name], after[name]) for name in before)
        return float(bool(str(error)) and same)
    return 0.0
