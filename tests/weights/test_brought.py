"""`grader weights --from PATH`: every form and layout comes out as the same model, and nothing broken is kept."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from grader.errors import BadInput
from grader.weights import store
from reference import checkpoints, published
from tests.weights.conftest import SMALL, config_of, hub_state

torch = pytest.importorskip("torch", reason="PyTorch writes the state dicts: pip install -e '.[oracle]'")


@pytest.fixture(autouse=True)
def workspace(tmp_path, monkeypatch):
    """A workspace of its own, in which the small checkpoint's sizes are known as 124M's."""
    monkeypatch.setattr(store, "workspace", lambda: tmp_path / "work")
    monkeypatch.setitem(published.MODELS, "124M", SMALL)
    return tmp_path / "work"


def linear_layout(state, prefix):
    """Turn the hub's state into what torch.nn.Linear keeps: (out, in), under a prefix, with a tied head."""
    matrices = ("c_attn.weight", "c_proj.weight", "c_fc.weight")
    flipped = {key: np.ascontiguousarray(a.T) if key.endswith(matrices) else a for key, a in state.items()}
    return {prefix + key: array for key, array in (flipped | {"lm_head.weight": state["wte.weight"]}).items()}


def tensors(state):
    return {key: torch.tensor(array) for key, array in state.items()}


def hf(folder):
    save_file(hub_state(SMALL), folder / "model.safetensors")
    return folder


def hf_bin(folder):
    torch.save(tensors(hub_state(SMALL)), folder / "pytorch_model.bin")
    return folder / "pytorch_model.bin"


def nanogpt(folder):
    state = tensors(linear_layout(hub_state(SMALL, masks=False), "_orig_mod.transformer."))
    sizes = {"n_layer": 2, "n_head": 2, "n_embd": 8, "block_size": 16, "bias": True, "vocab_size": 64}
    torch.save({"model": state, "optimizer": {"state": {}}, "model_args": sizes, "iter_num": 7}, folder / "ckpt.pt")
    return folder


def ours(folder):
    save_file(
        {n: np.ascontiguousarray(a) for n, a in checkpoints.rename(hub_state(SMALL)).items()}, folder / "w.safetensors"
    )
    return folder / "w.safetensors"


def ours_npz(folder):
    np.savez(folder / "model.npz", **checkpoints.rename(hub_state(SMALL)))
    return folder


def half(folder):
    torch.save({key: value.to(torch.bfloat16) for key, value in tensors(hub_state(SMALL)).items()}, folder / "m.pt")
    return folder / "m.pt"


@pytest.mark.parametrize("write", [hf, hf_bin, nanogpt, ours, ours_npz, half])
def test_every_form_is_the_same_model(write, tmp_path):
    (tmp_path / "given").mkdir()
    kept = store.brought(write(tmp_path / "given"))
    wanted, found = checkpoints.rename(hub_state(SMALL)), checkpoints.load(kept.folder)
    assert not kept.published and kept.folder.name == "124M" and found.tied
    for name, array in wanted.items():
        np.testing.assert_allclose(found.params[name], array, rtol=1e-2 if write is half else 0, err_msg=name)
    assert found.config.gelu == ("erf" if write is nanogpt else "tanh")
    assert config_of(kept.folder)["n_positions"] == 16


def test_a_model_trained_without_biases_has_zeros_for_them(tmp_path):
    bare = {key: array for key, array in hub_state(SMALL, masks=False).items() if not key.endswith("bias")}
    torch.save({"model": tensors(bare), "model_args": {"n_head": 2}}, tmp_path / "ckpt.pt")
    found = checkpoints.load(store.brought(tmp_path / "ckpt.pt").folder)
    assert not found.params["h.1.b_attn"].any() and not found.params["lnf_b"].any()


def test_the_published_file_is_known_by_its_hash(checkpoint, monkeypatch):
    from grader.weights.verify import sha256

    size = checkpoint.stat().st_size
    small = published.Remote("r", "v", "model.safetensors", size, sha256(checkpoint))
    monkeypatch.setattr(published, "GPT2_124M", small)
    kept = store.brought(checkpoint)
    assert kept.published
    with pytest.raises(BadInput, match="kept already"):
        store.brought(kept.folder)
    assert (kept.folder / "model.safetensors").is_file()


def broken(name, tmp_path, checkpoint):
    whole = checkpoint.read_bytes()
    path = tmp_path / {"pickle": "m.pt", "npz": "m.npz"}.get(name, "m.safetensors")
    if name == "truncated":
        path.write_bytes(whole[:-500])
    elif name == "too long":
        path.write_bytes(whole + b"\0" * 8)
    elif name == "wrong hash":
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    elif name in ("pickle", "npz"):
        path.write_bytes(b"PK\3\4 no more than a beginning")
    elif name == "code":
        path = tmp_path / "code.pt"
        torch.save({"wte.weight": tmp_path}, path)  # a path is an object, and unpickling an object runs code
    elif name == "a layer is missing":
        state = hub_state(SMALL)
        save_file({key: array for key, array in state.items() if not key.startswith("h.0.mlp")}, path)
    return path


SAID = {
    "truncated": "not a whole safetensors file",
    "too long": "not a whole safetensors file",
    "wrong hash": "published file's size, but its sha256",
    "pickle": "not a whole PyTorch state dict",
    "npz": "not a whole .npz file",
    "code": "not a whole PyTorch state dict",
    "a layer is missing": "missing",
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_broken_is_refused_in_words_and_nothing_is_kept(name, tmp_path, checkpoint, monkeypatch, workspace):
    size = checkpoint.stat().st_size
    monkeypatch.setattr(published, "GPT2_124M", published.Remote("r", "v", "model.safetensors", size, "0" * 64))
    path = broken(name, tmp_path, checkpoint)
    before = path.read_bytes()
    with pytest.raises(BadInput, match=SAID[name]):
        store.brought(path)
    assert path.read_bytes() == before, "what is the user's own stays where and as it is"
    assert not workspace.exists()


def test_what_is_not_there_or_of_an_unknown_kind_is_said(tmp_path):
    for path, said in ((tmp_path / "nowhere", "does not exist"), (tmp_path, "has none of model.safetensors")):
        with pytest.raises(BadInput, match=said):
            store.brought(path)
    (tmp_path / "w.gguf").write_bytes(b"GGUF")
    with pytest.raises(BadInput, match="known are"):
        store.brought(tmp_path / "w.gguf")


def test_an_untied_head_stays_its_own_parameter(tmp_path):
    state = hub_state(SMALL)
    save_file(state | {"lm_head.weight": state["wte.weight"] + 1}, tmp_path / "model.safetensors")
    kept = store.brought(tmp_path)
    assert not checkpoints.load(kept.folder).tied and config_of(kept.folder)["tie_word_embeddings"] is False


def test_heads_that_nothing_tells_are_asked_for(tmp_path):
    from dataclasses import replace

    save_file(hub_state(replace(SMALL, n_embd=12)), tmp_path / "model.safetensors")
    with pytest.raises(BadInput, match="how many heads"):
        store.brought(tmp_path)
    sizes = {
        "n_layer": 2,
        "n_head": 3,
        "n_embd": 12,
        "vocab_size": 64,
        "n_positions": 16,
        "activation_function": "gelu_new",
    }
    (tmp_path / "config.json").write_text(json.dumps(sizes))
    kept = store.brought(tmp_path)
    assert kept.config.n_head == 3 and kept.folder.name == tmp_path.name
    assert load_file(kept.folder / "model.safetensors").keys() == hub_state(replace(SMALL, n_embd=12)).keys()
