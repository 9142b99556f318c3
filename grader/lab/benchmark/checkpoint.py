"""The model that is measured: from a folder, the stored GPT-2 124M, or with seeded random weights."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader.errors import BadInput
from grader.lab.model import loading
from grader.lab.model.loading import count_parameters, dtype_for
from grader.lab.weights import state_files, store, verify
from reference import checkpoints, published
from reference.checkpoint_config import Config, Origins
from reference.checkpoints import Checkpoint

SYNTHETIC = {
    **{f"synthetic:{name}": config for name, config in published.MODELS.items()},
    "synthetic:tiny": Config(n_layer=2, n_head=2, n_embd=16, vocab_size=50257, n_positions=64),
}


@dataclass(frozen=True)
class BenchmarkModel:
    """A checkpoint, how it was asked for, its fingerprint, and whether it is the published GPT-2 124M."""

    spec: str
    checkpoint: Checkpoint
    fingerprint: str
    published: bool
    parameters: int

    @property
    def synthetic(self) -> bool:
        """Whether the weights are random."""
        return self.spec in SYNTHETIC

    @property
    def dtype(self) -> str:
        """The dtype in which both sides compute."""
        return dtype_for(self.parameters).__name__

    @property
    def weights(self) -> str:
        """Say which weights they are."""
        if self.synthetic:
            return "seeded random numbers: they show that the path works, and tell nothing of GPT-2"
        if self.published:
            return "the published GPT-2 124M, sha256 verified"
        return f"not the published GPT-2 124M; sha256 {self.fingerprint[:16]}…"


def load(spec: str | None, gelu: str | None = None, heads: int | None = None) -> BenchmarkModel:
    """Load a checkpoint of any form, "synthetic:…", or for None the stored GPT-2 124M. Raises BadInput.

    `gelu`, "tanh" or "erf", and `heads` replace the checkpoint's own.
    """
    if spec is not None and spec.startswith("synthetic:"):
        if spec not in SYNTHETIC:
            raise BadInput(f"{spec!r} is unknown; there are {', '.join(SYNTHETIC)}.")
        config = SYNTHETIC[spec]
        gelu_from, heads_from = "--gelu" if gelu else "the size's", "--heads" if heads else "the size's"
        made = random(replace(config, gelu=gelu or config.gelu, n_head=heads or config.n_head))
        made = replace(made, origins=Origins(gelu_from, heads_from, "the size's"))
        return BenchmarkModel(spec, made, spec, False, count_parameters(made))
    path = store.gpt2_folder() if spec is None else Path(spec)
    loaded = loading.load(path, gelu, heads)
    sha256 = verify.sha256(state_files.find_file(path))
    return BenchmarkModel(str(path), loaded, sha256, sha256 == published.GPT2_124M.sha256, count_parameters(loaded))


def random(config: Config) -> Checkpoint:
    """Return seeded random weights, float32, the same on every machine; each array is drawn by a seed of its own.

    They are scaled so that every layer matters and the logits spread about as a trained model's do.
    """
    params = {}
    for name, shape in checkpoints.shapes(config).items():
        rng = np.random.Generator(np.random.SFC64(zlib.crc32(name.encode())))
        array = rng.standard_normal(shape, dtype=np.float32)
        array *= 1.5 / math.sqrt(shape[-1 if name in ("W_e", "W_p") else 0]) if array.ndim == 2 else 0.1
        if name.endswith("_g"):
            array += 1
        params[name] = array
    return Checkpoint(config, params)
