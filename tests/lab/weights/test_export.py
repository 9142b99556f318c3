"""What is exported is what went in, to our reader and, where they are installed, to the projects' own code."""

import json

import numpy as np
import pytest

from grader.errors import BadInput
from grader.lab.weights import formats
from grader.lab.weights.export import FORMS, export
from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint, save, shapes

SIZES = {"n_layer": 2, "n_head": 2, "n_embd": 8, "vocab_size": 21, "n_positions": 16}


def checkpoint(gelu="tanh", tied=True):
    config, rng = Config(**SIZES, gelu=gelu), np.random.default_rng(0)
    params = {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes(config).items()}
    return Checkpoint(config, params if tied else params | {"W_head": params["W_e"] + 1})


def require(form):
    if form == "nanogpt":
        pytest.importorskip("torch", reason="PyTorch writes ckpt.pt: pip install -e '.[oracle]'")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_reads_back_as_the_same_model(form, tmp_path):
    require(form)
    given = checkpoint()
    export(given, tmp_path / "nowhere", form, tmp_path / "out")
    path = tmp_path / "out" / "gpt2.bin" if form == "llmc" else tmp_path / "out"
    found = formats.read(path, **({"gelu": "tanh"} if form == "nanogpt" else {}))
    assert found.config == given.config and found.tied
    for name, array in given.params.items():
        np.testing.assert_array_equal(found.params[name], array, err_msg=name)


@pytest.mark.parametrize("gelu, tied", [("tanh", True), ("erf", True), ("tanh", False)])
def test_transformers_loads_it_without_a_missing_key(gelu, tied, tmp_path):
    transformers = pytest.importorskip("transformers", reason="not installed: pip install -e '.[peers]'")
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install -e '.[oracle]'")
    from reference.gpt2_torch import from_checkpoint

    given = checkpoint(gelu, tied)
    export(given, tmp_path / "nowhere", "hf", tmp_path / "out")
    model, info = transformers.GPT2LMHeadModel.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"]
    ids = torch.arange(16)[None]
    with torch.inference_mode():
        theirs, (ours, _) = model.double().eval()(ids).logits, from_checkpoint(given, torch.float64)(ids)
    np.testing.assert_allclose(theirs.numpy(), ours.numpy(), rtol=0, atol=1e-12 * float(ours.abs().max()))


def test_gpt2s_tokenizer_goes_along_for_transformers(tmp_path):
    config = Config(n_layer=1, n_head=1, n_embd=4, vocab_size=50257, n_positions=8)
    params = {name: np.zeros(shape, np.float32) for name, shape in shapes(config).items()}
    export(Checkpoint(config, params), tmp_path / "nowhere", "hf", tmp_path / "out")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"vocab.json", "merges.txt", "tokenizer_config.json"} <= written
    assert json.loads((tmp_path / "out" / "config.json").read_text())["eos_token_id"] == 50256


def test_a_vocabulary_beside_the_checkpoint_goes_along(tmp_path):
    save(checkpoint(), tmp_path / "trained")
    (tmp_path / "trained" / "vocab.json").write_text('{"symbols": ["a"]}')
    export(formats.read(tmp_path / "trained"), tmp_path / "trained", "llmc", tmp_path / "out")
    assert (tmp_path / "out" / "vocab.json").read_text() == '{"symbols": ["a"]}'


@pytest.mark.parametrize("gelu, tied", [("erf", True), ("tanh", False)])
def test_what_llmc_cannot_hold_is_refused(gelu, tied, tmp_path):
    with pytest.raises(BadInput, match="has the tanh GELU and a tied head"):
        export(checkpoint(gelu, tied), tmp_path, "llmc", tmp_path / "out")


def test_what_nanogpt_computes_otherwise_is_said(tmp_path):
    require("nanogpt")
    tanh, untied = export(checkpoint(tied=False), tmp_path, "nanogpt", tmp_path / "out")
    assert "tanh GELU" in tanh and "its own" in untied


def test_nothing_in_the_folder_is_overwritten(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(BadInput, match="is not empty, and nothing is overwritten"):
        export(checkpoint(), tmp_path, "hf", tmp_path)
