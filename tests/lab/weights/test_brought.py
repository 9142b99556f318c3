"""`grader weights --from PATH`: every form and layout comes out as the same model, and nothing broken is kept."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from grader.errors import BadInput
from grader.lab.weights import formats, store
from reference import checkpoint_config, layouts, published
from tests.lab.weights.conftest import SMALL, config_of, hub_state

torch = pytest.importorskip("torch", reason="PyTorch writes the state dicts: pip install -e '.[oracle]'")
from tests.lab.weights.forms import ROUNDED, SAYS_ALL, WRITERS, hf, llmc, tensors  # noqa: E402

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.mark.parametrize("write", WRITERS)
def test_every_form_is_the_same_model(write, tmp_path):
    (tmp_path / "given").mkdir()
    left_open = {} if write in SAYS_ALL else {"gelu": "erf", "heads": 2}
    kept = store.import_weights(write(tmp_path / "given"), **left_open)
    wanted, found = layouts.rename(hub_state(SMALL)), formats.read(kept.folder)
    assert not kept.published and kept.folder.name == "124M" and found.tied
    for name, array in wanted.items():
        np.testing.assert_allclose(found.params[name], array, rtol=1e-2 if write in ROUNDED else 0, err_msg=name)
    assert found.config.gelu == (left_open.get("gelu", "tanh"))
    assert config_of(kept.folder)["n_positions"] == 16


def test_a_model_trained_without_biases_has_zeros_for_them(tmp_path):
    bare = {key: array for key, array in hub_state(SMALL, masks=False).items() if not key.endswith("bias")}
    torch.save({"model": tensors(bare), "model_args": {"n_head": 2}}, tmp_path / "ckpt.pt")
    found = formats.read(store.import_weights(tmp_path / "ckpt.pt", "tanh").folder)
    assert not found.params["h.1.b_attn"].any() and not found.params["lnf_b"].any()


def test_the_published_file_is_known_by_its_hash(checkpoint, monkeypatch):
    from grader.lab.weights.verify import sha256

    size = checkpoint.stat().st_size
    small = published.HubFile("r", "v", "model.safetensors", size, sha256(checkpoint))
    monkeypatch.setattr(published, "GPT2_124M", small)
    kept = store.import_weights(checkpoint)
    assert kept.published
    with pytest.raises(BadInput, match="kept already"):
        store.import_weights(kept.folder)
    assert (kept.folder / "model.safetensors").is_file()


def test_what_is_not_there_or_of_an_unknown_kind_is_said(tmp_path):
    for path, said in ((tmp_path / "nowhere", "does not exist"), (tmp_path, "has none of model.safetensors")):
        with pytest.raises(BadInput, match=said):
            store.import_weights(path)
    (tmp_path / "w.h5").write_bytes(b"GGUF")
    with pytest.raises(BadInput, match="known are"):
        store.import_weights(tmp_path / "w.h5")


def test_an_untied_head_stays_its_own_parameter(tmp_path):
    state = hub_state(SMALL)
    save_file(state | {"lm_head.weight": state["wte.weight"] + 1}, tmp_path / "model.safetensors")
    kept = store.import_weights(tmp_path)
    assert not formats.read(kept.folder).tied and config_of(kept.folder)["tie_word_embeddings"] is False


def test_heads_that_nothing_tells_are_asked_for(tmp_path):
    from dataclasses import replace

    save_file(hub_state(replace(SMALL, n_embd=12)), tmp_path / "model.safetensors")
    with pytest.raises(BadInput, match="how many heads"):
        store.import_weights(tmp_path)
    sizes = {
        "n_layer": 2,
        "n_head": 3,
        "n_embd": 12,
        "vocab_size": 64,
        "n_positions": 16,
        "activation_function": "gelu_new",
    }
    (tmp_path / "config.json").write_text(json.dumps(sizes))
    kept = store.import_weights(tmp_path)
    assert kept.config.n_head == 3 and kept.folder.name == tmp_path.name
    assert load_file(kept.folder / "model.safetensors").keys() == hub_state(replace(SMALL, n_embd=12)).keys()


def test_other_weights_of_the_same_sizes_are_put_aside(tmp_path):
    for name, seed in (("one", 0), ("other", 1), ("again", 1)):
        (tmp_path / name).mkdir()
        save_file(hub_state(SMALL, seed), tmp_path / name / "model.safetensors")
        kept = store.import_weights(tmp_path / name)
    before = formats.read(kept.folder.with_name("124M.1")).params
    np.testing.assert_array_equal(before["W_e"], hub_state(SMALL)["wte.weight"])
    np.testing.assert_array_equal(
        formats.read(kept.folder).params["W_e"], hub_state(SMALL, 1)["wte.weight"], "the last that was brought"
    )
    assert sorted(path.name for path in kept.folder.parent.iterdir()) == ["124M", "124M.1"], "the same twice is once"


def test_weights_that_cannot_be_written_leave_what_stood_there(tmp_path, monkeypatch):
    (tmp_path / "one").mkdir()
    kept = store.import_weights(hf(tmp_path / "one"))

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.shutil, "copyfile", full)
    (tmp_path / "other").mkdir()
    with pytest.raises(BadInput, match="cannot be written: No space left on device"):
        store.import_weights(hf(tmp_path / "other"))
    assert formats.read(kept.folder).tied and [path.name for path in kept.folder.parent.iterdir()] == ["124M"]


@pytest.mark.parametrize("path", ["/model.safetensors", "/tmp/..safetensors", "/tmp/124M.safetensors"])
def test_imported_weights_never_get_a_published_name(path):
    assert store.name_of(checkpoint_config.Config(1, 1, 4, 9, 8), Path(path)).startswith("brought-")


def test_llmcs_file_is_found_in_its_folder_where_it_is_the_only_one(tmp_path):
    llmc(tmp_path)
    (tmp_path / "state_00000100.bin").write_bytes(b"an optimizer's")
    assert formats.read(tmp_path).config == SMALL
    (tmp_path / "model_00000200.bin").write_bytes((tmp_path / "gpt2_small.bin").read_bytes())
    with pytest.raises(checkpoint_config.CheckpointError, match=r"several files .* such as \S+model_00000200\.bin"):
        formats.read(tmp_path)
