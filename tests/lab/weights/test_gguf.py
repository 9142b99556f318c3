"""GGUF files of a GPT-2, written by llama.cpp's own package: read in each type, or refused in words."""

import numpy as np
import pytest

from grader.lab.weights import formats
from reference.checkpoint_config import CheckpointError
from reference.layouts import Layout, rename, state_of
from tests.lab.weights.conftest import SMALL, hub_state

gguf = pytest.importorskip("gguf", reason="the package gguf writes and reads them: pip install -e '.[weights]'")

NAMES = {"wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm", "ln_1": "attn_norm", "ln_2": "ffn_norm"}
NAMES |= {"attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down"}
CONFIG = SMALL.__class__(n_layer=2, n_head=2, n_embd=32, vocab_size=64, n_positions=16)


def written(path, kind="F32", architecture="gpt2"):
    """Write a file of random weights, its matrices of one type and all else float32, and return the weights."""
    params = rename(hub_state(CONFIG, masks=False))
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_uint32("gpt2.attention.head_count", CONFIG.n_head)
    for key, array in state_of(params, Layout.LINEAR).items():
        stem, _, suffix = key.rpartition(".")
        block, name = (f"blk.{stem.split('.')[1]}.", stem.split(".", 2)[2]) if stem.startswith("h.") else ("", stem)
        wanted = gguf.GGMLQuantizationType[kind if array.ndim == 2 else "F32"]
        data = gguf.quants.quantize(np.ascontiguousarray(array), wanted)
        writer.add_tensor(f"{block}{NAMES[name]}.{suffix}", data, raw_dtype=wanted)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return params


@pytest.mark.parametrize(("kind", "error"), [("F32", 0), ("F16", 1e-3), ("Q8_0", 1e-2)])
def test_every_parameter_is_read(kind, error, tmp_path):
    params = written(tmp_path / "small.gguf", kind)
    found = formats.read(tmp_path / "small.gguf")
    assert found.config == CONFIG and found.tied
    assert found.params.keys() == params.keys()
    for name, array in params.items():
        assert np.abs(found.params[name] - array).max() <= error * np.abs(array).max(), name


def test_another_quantization_is_refused(tmp_path):
    written(tmp_path / "small.gguf", "Q4_0")
    with pytest.raises(CheckpointError, match="is of the type Q4_0; read are F32, F16, Q8_0"):
        formats.read(tmp_path / "small.gguf")


def test_another_architecture_is_refused(tmp_path):
    written(tmp_path / "small.gguf", architecture="llama")
    with pytest.raises(CheckpointError, match="is of a llama, which is no GPT-2"):
        formats.read(tmp_path / "small.gguf")


def test_a_damaged_file_is_refused(tmp_path):
    written(tmp_path / "small.gguf")
    body = (tmp_path / "small.gguf").read_bytes()
    (tmp_path / "small.gguf").write_bytes(body[: len(body) // 2])
    with pytest.raises(CheckpointError, match="is not a whole GGUF file"):
        formats.read(tmp_path / "small.gguf")
