"""Driver: FastGPT2."""

import numpy as np

from grader.course.drivers.peak_memory import within_memory
from grader.course.drivers.row_ranges import split_rows

STEP = {"lr": 1e-2, "betas": (0.9, 0.95), "eps": 1e-3, "weight_decay": 0.1}


def drive(FastGPT2, ask, params, n_head, ids, targets, options):
    """Build a model, and return what `ask` names as one array. Rows are split into ranges throughout.

    "logits": of ids, before and after another text. "places": of every other token; "places in any order": some of them
    twice. "loss", "gradients": of ids and targets, after a longer batch was run. "steps": the losses of three steps and
    all parameters after them; "plain steps": the same with step's default options; "two models": the same, where
    another model takes steps in between. "memory" and "take": nothing; an error is raised where a second step on a full
    context allocates more than half of its logits' bytes, or where `take` is not as promised.
    """
    with split_rows(FastGPT2):
        return _measure(FastGPT2, ask, params, n_head, ids, targets, options)


def _measure(FastGPT2, ask, params, n_head, ids, targets, options):
    own = {name: np.array(array) for name, array in params.items()}
    arrays = list(own.values())
    model = FastGPT2(own, n_head, **options)
    n_ctx, dtype = len(own["W_p"]), own["W_e"].dtype
    longer = np.resize(ids + 1, (len(ids), n_ctx)) % len(own["W_e"])
    if ask == "logits":
        first = np.array(model.logits(ids))
        model.logits(longer)
        return np.stack([first, model.logits(ids)])
    if ask.startswith("places"):
        places = np.arange(0, ids.size, 2) if ask == "places" else np.array([ids.size - 1, 0, 2, 0])
        return np.array(model.logits(ids, places))
    if ask in ("loss", "gradients"):
        model.loss_and_gradients(longer, longer)
        loss, grads = model.loss_and_gradients(ids, targets)
        if grads.keys() != own.keys():
            raise KeyError(f"gradients of {sorted(grads)}; wanted those of {sorted(own)}")
        return np.asarray(loss, dtype) if ask == "loss" else np.concatenate([grads[name].ravel() for name in params])
    if ask in ("steps", "plain steps", "two models"):
        rates = STEP if ask != "plain steps" else {}
        other = FastGPT2({name: np.array(array) for name, array in params.items()}, n_head, **options)
        losses = []
        for _ in range(3):
            losses.append(model.step(ids, targets, **rates))
            if ask == "two models":
                other.step(longer, longer, **rates)
        return np.concatenate([np.array(losses, dtype), *(array.ravel() for array in arrays)])
    if ask == "take":
        _require_take(model, dtype)
        return np.zeros(0)
    full_context = np.resize(ids, (4, n_ctx))
    model.step(full_context, full_context, **STEP)
    limit = full_context.size * len(own["W_e"]) * dtype.itemsize / 2
    within_memory(limit, "a second step", lambda: model.step(full_context, full_context, **STEP))
    return np.zeros(0)


def _require_take(model, dtype):
    """Raise ValueError unless `take` gives the memory of a name again, as large as is asked for."""
    first, other = model.take("of the driver", 2, 3), model.take("another of the driver's", 2, 3)
    for array in (first, other):
        if np.shape(array) != (2, 3) or array.dtype != dtype or np.any(array):
            raise ValueError(f"take(name, 2, 3) gives {array!r} at first; wanted zeros (2, 3) of {dtype}")
    first[...] = np.arange(6).reshape(2, 3)
    again, smaller = model.take("of the driver", 3, 2), model.take("of the driver", 4)
    if np.shape(again) != (3, 2) or not np.array_equal(np.ravel(again), np.arange(6)) or np.any(other):
        raise ValueError(f"after 0, 1, ..., 5 were written into take(name, 2, 3), take(name, 3, 2) gives {again!r}")
    if np.shape(smaller) != (4,) or not np.shares_memory(smaller, first):
        raise ValueError("take(name, 4) has to give the first entries of the same memory that take(name, 2, 3) gave")
    if np.shape(model.take("of the driver", 5, 7)) != (5, 7):
        raise ValueError("take(name, 5, 7) has to give an array (5, 7): the memory grows")
