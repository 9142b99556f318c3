"""A file of GPT-2 124M's very size and keys, in our model and in PyTorch's: the same logits on 1,024 tokens of text.

All twelve layers, in float32 and in float64; together about 40 seconds on one thread and 3.3 GB.
"""

import time
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.lab.model.gpt2 import GPT2
from grader.lab.model.resolve_pieces import solution_pieces
from grader.lab.weights import formats
from reference import published
from reference.checkpoint_config import config_json
from reference.checkpoints import Checkpoint
from reference.tokenizer import gpt2
from tests.lab.weights.conftest import hub_state

torch = pytest.importorskip("torch", reason="PyTorch is the witness: pip install -e '.[oracle]'")

CONFIG = published.MODELS["124M"]
PLACES = {
    "ln_1.weight": "ln1_g", "ln_1.bias": "ln1_b", "attn.c_attn.weight": "W_attn", "attn.c_attn.bias": "b_attn",
    "attn.c_proj.weight": "W_proj", "attn.c_proj.bias": "b_proj", "ln_2.weight": "ln2_g", "ln_2.bias": "ln2_b",
    "mlp.c_fc.weight": "W1", "mlp.c_fc.bias": "b1", "mlp.c_proj.weight": "W2", "mlp.c_proj.bias": "b2",
}  # fmt: skip
"""Written out here once more: PyTorch's model is not to read the file through the code under test."""


@pytest.fixture(scope="module")
def state():
    return hub_state(CONFIG, seed=1)


@pytest.fixture(scope="module")
def ours(state, tmp_path_factory):
    """The checkpoint as our loader reads it from a file of 548 MB, which goes at once."""
    folder = tmp_path_factory.mktemp("gpt2-124M")
    path = folder / "model.safetensors"
    try:
        save_file(state, path, metadata={"format": "pt"})
        assert (
            abs(path.stat().st_size - published.GPT2_124M.size) < 64
        )  # the published file's, but for the header's end
        (folder / "config.json").write_text(config_json(CONFIG, tied=True))
        return formats.read(folder)
    finally:
        path.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def ids(data):
    text = (data / "wiki.valid.raw").read_text(encoding="utf-8")[:8000]
    return np.array(gpt2().encode_ordinary(text)[:1024], dtype=np.int64)[np.newaxis]  # (1, 1024)


def theirs(state, ids, dtype):
    """Return PyTorch's logits (1, T, V) of the state, read by its keys in the hub's orientation."""
    from reference.gpt2_torch import from_course

    names = {"wte.weight": "W_e", "wpe.weight": "W_p", "ln_f.weight": "lnf_g", "ln_f.bias": "lnf_b"}
    names |= {f"h.{i}.{key}": f"h.{i}.{name}" for i in range(CONFIG.n_layer) for key, name in PLACES.items()}
    params = {name: state[key] for key, name in names.items()}
    config = SimpleNamespace(**vars(CONFIG), block_size=CONFIG.n_positions, bias=True, tied=True)
    with torch.inference_mode():
        return from_course(params, config, dtype)(torch.from_numpy(ids))[0].numpy()


def largest(a, b):
    """Return the largest difference, row by row: a whole array of them would be another 400 MB."""
    return max(float(np.abs(x - y).max()) for x, y in zip(a[0], b[0], strict=True))


@pytest.mark.timeout(300)
def test_float32_logits_equal_pytorchs_unless_transposed(state, ours, ids):
    start = time.perf_counter()
    wanted = theirs(state, ids, torch.float32)
    found = GPT2(solution_pieces(), ours, np.float32).logits(ids)
    assert found.dtype == np.float32 and np.std(wanted) > 1
    off = largest(found, wanted)
    assert off < 2e-3
    print(f"float32: {off:.1e} in {time.perf_counter() - start:.1f} s")

    # The future changes nothing before it, so 64 tokens are enough to see the mistake.
    wrong = {name: a.T if name.endswith("W_proj") else a for name, a in ours.params.items()}
    mistaken = GPT2(solution_pieces(), Checkpoint(CONFIG, wrong), np.float32).logits(ids[:, :64])
    assert largest(mistaken, wanted[:, :64]) > 0.1


@pytest.mark.timeout(300)
def test_float64_logits_are_pytorchs_to_1e_8(state, ours, ids):
    start = time.perf_counter()
    wanted = theirs(state, ids, torch.float64)
    found = GPT2(solution_pieces(), ours, np.float64).logits(ids)
    off = largest(found, wanted)
    assert off < 1e-8
    print(f"float64: {off:.1e} in {time.perf_counter() - start:.1f} s")
