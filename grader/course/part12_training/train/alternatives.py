"""A right alternative to train: a correct answer, written in another way."""

import io
import json
import os
import signal
import tempfile
import zipfile

import numpy as np

from .clip_grad_norm import clip_grad_norm
from .get_batch import get_batch


def zeroed_after_the_step(
    model,
    optimizer,
    data,
    *,
    steps,
    batch_size,
    block_size,
    lr=None,
    max_norm=1.0,
    rng,
    start=0,
    on_step=None,
    checkpoint=None,
    every=0,
):
    """Gradients are cleared before the first step and after each; Ctrl-C waits for the end of the step it comes in."""
    losses, progress = [], {"step": start, "generator": rng.bit_generator.state}

    def save():
        if checkpoint is not None:
            _save(checkpoint, model, optimizer, progress)

    it, asked = start, []
    optimizer.zero_grad()
    before = signal.signal(signal.SIGINT, lambda *_: asked.append(True))
    try:
        while it < steps and not asked:
            batch = get_batch(data, batch_size, block_size, rng)
            loss = model.loss(*batch)
            loss.backward()
            norm = clip_grad_norm(model.parameters(), max_norm)
            optimizer.lr = optimizer.lr if lr is None else lr(it)
            optimizer.step()
            optimizer.zero_grad()
            it += 1
            losses.append(float(loss.item()))
            progress = {"step": it, "generator": rng.bit_generator.state}
            if on_step is not None:
                on_step(it - 1, losses[-1], norm)
            if every > 0 and it % every == 0:
                save()
    finally:
        signal.signal(signal.SIGINT, before)
    save()
    return losses


def _save(path, model, optimizer, progress):
    """Serialize in memory, write a temporary file in the checkpoint's folder, and rename it."""
    in_memory = io.BytesIO()
    with zipfile.ZipFile(in_memory, "w") as archive:
        archive.writestr("whole.json", json.dumps(progress))
        kinds = {
            "parameter": {name: p.data for name, p in model.named_parameters()},
            "optimizer": {name: np.asarray(value) for name, value in optimizer.state().items()},
        }
        for kind, arrays in kinds.items():
            for name, array in arrays.items():
                with archive.open(f"{kind}/{name}", "w") as entry:
                    np.lib.format.write_array(entry, array, allow_pickle=False)
    handle, name = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)))
    with os.fdopen(handle, "wb") as file:
        file.write(in_memory.getvalue())
    os.replace(name, path)


def _load(path, model, optimizer, rng):
    with zipfile.ZipFile(path) as archive:
        progress = json.loads(archive.read("whole.json"))
        arrays = {"parameter": {}, "optimizer": {}}
        for entry in archive.namelist():
            kind, _, name = entry.partition("/")
            if kind in arrays:
                arrays[kind][name] = np.lib.format.read_array(io.BytesIO(archive.read(entry)), allow_pickle=False)
    named = dict(model.named_parameters())
    if {name: p.shape for name, p in named.items()} != {name: a.shape for name, a in arrays["parameter"].items()}:
        raise ValueError("the checkpoint is of another model")
    for name, p in named.items():
        p.data = arrays["parameter"][name]
    optimizer.load_state(arrays["optimizer"])
    rng.bit_generator.state = progress["generator"]
    return progress["step"]


load_checkpoint = _load
