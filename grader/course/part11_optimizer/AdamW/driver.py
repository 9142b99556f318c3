"""Driver: AdamW. Optimizes stand-in parameters, saves the state half way, and continues from it."""

import numpy as np

from grader.course.drivers.stand_ins import BareParameter, Parameter

NAMES = ("W", "b", "gamma")


def drive(AdamW, theta, grads, without, lrs, betas, eps, weight_decay, bare, split):
    """Take one step per entry of `lrs`; then repeat the second half with new optimizers that load the saved state.

    `without` has the steps in which a parameter has no gradient, by its name. A setting or an lr of None is left out.
    Where they are `bare`, the parameters have data, grad and zero_grad and nothing else.

    Returns the parameters of both runs, the step count t, and what is counted. `t_differs`: after how many steps t is
    not the number of steps taken, at the start and in the second run as well. `left`: entries of gradients that
    zero_grad leaves. `refused`: states of other parameters that are refused with nothing changed, by a ValueError with
    a message; they have a parameter more or less, or another shape of one that had gradients (see `_other_shapes`).
    `entries_astray`: where it is asked to `split`, entries of large parameters that move otherwise than in parameters
    of a few entries each. `float_bits`: the widest dtype of parameters and averages.
    """
    settings = {"lr": lrs[0], "betas": betas, "eps": eps, "weight_decay": weight_decay}
    settings = {name: value for name, value in settings.items() if value is not None}
    make = BareParameter if bare else Parameter
    run = Run(grads, without, lrs)
    params = [make(theta[name]) for name in NAMES]
    optimizer = AdamW(params, **settings)
    half = len(lrs) // 2
    run.take_steps(optimizer, params, 0, half)
    state, data_at_half = _require_plain(optimizer.state()), [p.data.copy() for p in params]
    run.take_steps(optimizer, params, half, len(lrs))
    for loaded in (state, {name: np.asarray(value) for name, value in state.items()}):  # a run may not change it
        resumed = [make(data) for data in data_at_half]
        second = AdamW(resumed, **settings)
        second.load_state(loaded)
        run.take_steps(second, resumed, half, len(lrs))
    refused = _refuses(AdamW(params[:2]), optimizer.state())
    refused += _refuses(AdamW([*params, Parameter(np.ones(2))]), optimizer.state())
    for changed in (name for name in NAMES if grads[name] is not None):
        for other in _other_shapes(theta[changed]):
            others = [Parameter(other if name == changed else theta[name]) for name in NAMES]
            refused += _refuses(AdamW(others), optimizer.state())
    astray = _entries_astray(AdamW, settings) if split else 0.0
    counts = optimizer.t, float(run.t_differs), float(run.left), refused, astray, _float_bits(params, optimizer)
    return *(p.data for p in params), *(p.data for p in resumed), *counts


class Run:
    """The gradients and learning rates of a run, and what is counted on the way."""

    def __init__(self, grads, without, lrs):
        self.grads, self.without, self.lrs = grads, without, lrs
        self.left = self.t_differs = 0

    def take_steps(self, optimizer, params, start, stop):
        """Take the steps start ... stop - 1."""
        self.t_differs += optimizer.t != start
        for step in range(start, stop):
            for name, parameter in zip(NAMES, params, strict=True):
                if self.grads[name] is not None and step not in self.without.get(name, ()):
                    parameter.accumulate_grad(self.grads[name][step])
            if self.lrs[step] is not None:
                optimizer.lr = self.lrs[step]
            optimizer.step()
            self.t_differs += optimizer.t != step + 1
            optimizer.zero_grad()
            self.left += sum(np.size(p.grad) for p in params if p.grad is not None)


def _other_shapes(data):
    """Return arrays of other shapes: two of it, one axis more, and the axes in reverse where that is another shape."""
    others = [np.stack([data, data]), data[..., np.newaxis], data.T]
    return [other for other in others if other.shape != data.shape]


def _entries_astray(AdamW, settings):
    """Return how many entries move otherwise in large parameters than in the same numbers cut into small ones."""
    rng, astray = np.random.default_rng(0), 0
    for shape, axis in (((300, 200), 0), ((3, 20_000), 1), ((70_000,), 0)):
        data, grads = rng.standard_normal(shape), rng.standard_normal((2, *shape))
        whole, pieces = [Parameter(data)], [Parameter(piece) for piece in np.array_split(data, 50, axis)]
        for params in (whole, pieces):
            optimizer = AdamW(params, **settings)
            for grad in grads:
                for parameter, piece in zip(params, np.array_split(grad, len(params), axis), strict=True):
                    parameter.accumulate_grad(piece)
                optimizer.step()
                optimizer.zero_grad()
        joined = np.concatenate([piece.data for piece in pieces], axis)
        astray += np.count_nonzero(~np.isclose(whole[0].data, joined, rtol=1e-9, atol=1e-12))
    return float(astray)


def _float_bits(params, optimizer):
    """Return the bits of the widest number among the parameters and the arrays of the state."""
    arrays = [value for value in optimizer.state().values() if isinstance(value, np.ndarray) and value.size > 1]
    return 8.0 * max(array.itemsize for array in (*(p.data for p in params), *arrays))


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
