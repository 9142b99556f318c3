"""How FastGPT2 is asked."""

import numpy as np

from grader.course.drivers.peak_memory import most_taken
from grader.course.drivers.row_ranges import in_stretches

STEP = {"lr": 1e-2, "betas": (0.9, 0.95), "eps": 1e-3, "weight_decay": 0.1}


def drive(FastGPT2, ask, params, n_head, ids, targets, options):
    """Return what `ask` names, as one array.

    "logits": of ids, after another text was read and before; "places": of every other token alone; "loss" and
    "gradients": of ids and targets, after a longer text was trained on; "steps": losses of three steps and all
    parameters after them, and "plain steps" the same at the step's own rates; "memory": 1 where the second step on a
    full context takes over half of its logits' bytes.
    """
    with in_stretches(FastGPT2):
        return _asked(FastGPT2, ask, params, n_head, ids, targets, options)


def _asked(FastGPT2, ask, params, n_head, ids, targets, options):
    own = {name: np.array(array) for name, array in params.items()}
    model = FastGPT2(own, n_head, **options)
    n_ctx, dtype = len(own["W_p"]), own["W_e"].dtype
    longer = np.resize(ids + 1, (len(ids), n_ctx)) % len(own["W_e"])
    if ask == "logits":
        first = np.array(model.logits(ids))
        model.logits(longer)
        return np.stack([first, model.logits(ids)])
    if ask == "places":
        return np.array(model.logits(ids, np.arange(0, ids.size, 2)))
    if ask in ("loss", "gradients"):
        model.loss_and_gradients(longer, longer)
        loss, grads = model.loss_and_gradients(ids, targets)
        if grads.keys() != own.keys():
            raise KeyError(f"gradients of {sorted(grads)}; wanted those of {sorted(own)}")
        return np.asarray(loss, dtype) if ask == "loss" else np.concatenate([grads[name].ravel() for name in own])
    if ask in ("steps", "plain steps"):
        rates = STEP if ask == "steps" else {}
        losses = [model.step(ids, targets, **rates) for _ in range(3)]
        return np.concatenate([np.array(losses, dtype), *(array.ravel() for array in own.values())])
    many = np.resize(ids, (4, n_ctx))
    model.step(many, many, **STEP)
    taken = most_taken(lambda: model.step(many, many, **STEP))
    return np.array(float(taken > many.size * len(own["W_e"]) * dtype.itemsize / 2))
