"""What the tests of `grader weights` share: a small checkpoint, a hub that serves it, and no way to any other hub."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.lab.weights import store
from grader.paths import COURSE
from reference import published
from reference.checkpoint_config import Config
from tests.lab.weights.standin import Hub

SMALL = Config(n_layer=2, n_head=2, n_embd=8, vocab_size=64, n_positions=16)
REPO, REVISION = "someone/small", "0123456789abcdef0123456789abcdef01234567"


def hub_state(config, seed=0, masks=True):
    """Return random arrays under the very keys that the published file has: Conv1D (in, out), masks, no lm_head."""
    rng = np.random.default_rng(seed)
    D = config.n_embd
    inner = {"ln_1.weight": (D,), "ln_1.bias": (D,), "attn.c_attn.weight": (D, 3 * D), "attn.c_attn.bias": (3 * D,)}
    inner |= {"attn.c_proj.weight": (D, D), "attn.c_proj.bias": (D,), "ln_2.weight": (D,), "ln_2.bias": (D,)}
    inner |= {"mlp.c_fc.weight": (D, 4 * D), "mlp.c_fc.bias": (4 * D,), "mlp.c_proj.weight": (4 * D, D)}
    inner |= {"mlp.c_proj.bias": (D,)}
    shapes = {"wte.weight": (config.vocab_size, D), "wpe.weight": (config.n_positions, D)}
    shapes |= {f"h.{i}.{key}": shape for i in range(config.n_layer) for key, shape in inner.items()}
    shapes |= {"ln_f.weight": (D,), "ln_f.bias": (D,)}
    state = {}
    for key, shape in shapes.items():
        array = rng.standard_normal(shape, dtype=np.float32)
        array *= 1.5 / np.sqrt(shape[-1 if key in ("wte.weight", "wpe.weight") else 0]) if len(shape) == 2 else 0.1
        state[key] = array + np.float32(1) if "ln_" in key and key.endswith("weight") else array
    T = config.n_positions
    mask = np.tril(np.ones((T, T), np.float32))[None, None]
    return state | ({f"h.{i}.attn.bias": mask.copy() for i in range(config.n_layer)} if masks else {})


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory):
    """A small model.safetensors, large enough to be cut while it is on its way."""
    path = tmp_path_factory.mktemp("published") / "model.safetensors"
    state = hub_state(SMALL)
    save_file(state, path, metadata={"format": "pt"})
    return path


@pytest.fixture
def hub(checkpoint):
    """A hub on 127.0.0.1 that serves the small checkpoint."""
    with Hub(REPO, REVISION, {"model.safetensors": checkpoint.read_bytes()}) as hub:
        yield hub


@pytest.fixture
def grader(tmp_path, checkpoint):
    """Run `grader` in a workspace of its own, where the published file is the small checkpoint, on a given hub."""
    (tmp_path / "work" / "exercises").mkdir(parents=True)
    body = checkpoint.read_bytes()
    remote = {"repo": REPO, "revision": REVISION, "file": "model.safetensors", "size": len(body)}
    remote["sha256"] = hashlib.sha256(body).hexdigest()

    def run(*arguments, endpoint="http://127.0.0.1:9", before="", env=None, **change):
        setting = {"HF_HOME": str(tmp_path / "hf"), "HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_TELEMETRY": "1"}
        code = DRIVER.format(remote=remote | change, before=before, arguments=["grader", *map(str, arguments)])
        command = [sys.executable, "-c", code]
        path = os.pathsep.join([str(COURSE), os.environ.get("PYTHONPATH", "")])
        environment = {
            k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and not k.startswith("HF_")
        }
        environment |= setting | {"PYTHONPATH": path} | (env or {})
        return subprocess.run(
            command, cwd=tmp_path / "work", env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    run.work, run.home = tmp_path / "work", tmp_path / "hf"
    return run


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace of its own, in which the small checkpoint's sizes are known as 124M's."""
    monkeypatch.setattr(store, "workspace", lambda: tmp_path / "work")
    monkeypatch.setitem(published.MODELS, "124M", SMALL)
    return tmp_path / "work"


DRIVER = """
import sys
from reference import published
from reference.checkpoint_config import Config
published.GPT2_124M = published.HubFile(**{remote})
published.MODELS["124M"] = Config(n_layer=2, n_head=2, n_embd=8, vocab_size=64, n_positions=16)
{before}
sys.argv = {arguments}
from grader.cli.main import main
main()
"""


def kept(grader) -> Path:
    """Return the folder where GPT-2 124M is kept."""
    return grader.work / ".grader" / "weights" / "124M"


def config_of(folder) -> dict:
    return json.loads((folder / "config.json").read_text())
