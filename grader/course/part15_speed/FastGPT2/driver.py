"""Driver: FastGPT2."""

import numpy as np

from grader.course.drivers.peak_memory import peak_bytes
from grader.course.drivers.row_ranges import split_rows

STEP = {"lr": 1e-2, "betas": (0.9, 0.95), "eps": 1e-3, "weight_decay": 0.1}


def drive(FastGPT2, ask, params, n_head, ids, targets, options):
    """Build a model, and return what `ask` names as one array. Rows are split into ranges throughout.

    "logits": of ids, before and after another text. "places": of every other token. "loss", "gradients": of ids and
    targets, after a longer batch was run. "steps": the losses of three steps and all parameters after them; "plain
    steps": the same with step's default options. "memory": 1 where a second step on a full context allocates more than
    half of its logits' bytes, else 0.
    """
    with split_rows(FastGPT2):
        return _measure(FastGPT2, ask, params, n_head, ids, targets, options)


def _measure(FastGPT2, ask, params, n_head, ids, targets, options):
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
    full_context = np.resize(ids, (4, n_ctx))
    model.step(full_context, full_context, **STEP)
    peak = peak_bytes(lambda: model.step(full_context, full_context, **STEP))
    return np.array(float(peak > full_context.size * len(own["W_e"]) * dtype.itemsize / 2))
