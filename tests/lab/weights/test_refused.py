"""`grader weights --from PATH`: what is broken, hostile or no GPT-2 is refused in words; nothing of it is kept."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.errors import BadInput
from grader.lab.weights import formats, store
from reference import checkpoint_config, published
from tests.lab.weights.conftest import SMALL, hub_state

torch = pytest.importorskip("torch", reason="PyTorch writes the state dicts: pip install -e '.[oracle]'")
from tests.lab.weights.forms import linear_layout, tensors  # noqa: E402

pytestmark = pytest.mark.usefixtures("workspace")


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
    monkeypatch.setattr(published, "GPT2_124M", published.HubFile("r", "v", "model.safetensors", size, "0" * 64))
    path = broken(name, tmp_path, checkpoint)
    before = path.read_bytes()
    with pytest.raises(BadInput, match=SAID[name]):
        store.import_weights(path)
    assert path.read_bytes() == before, "what is the user's own stays where and as it is"
    assert not workspace.exists()


WRONG = {
    "wte.weight": (np.zeros(8), "no tables of two axes"),
    "wpe.weight": (np.zeros(()), "no tables of two axes"),
    "h.0.attn.c_attn.weight": (np.zeros(8), r"shape \(8,\); wanted \(D, 3D\)"),
    "h.1.mlp.c_fc.weight": (np.full((8, 32), np.nan), "h.1.W1 holds NaN"),
    "h.1.ln_1.bias": (np.zeros(8, int), "h.1.ln1_b holds int64"),
    "h.999999999.ln_1.bias": (np.zeros(8), "1,000,000,000 layers, the checkpoint"),
    "transformer.ln_f.bias": (np.zeros(8), "has ln_f.bias twice"),
}


@pytest.mark.parametrize("key", WRONG)
def test_one_wrong_array_is_named(key, tmp_path):
    array, said = WRONG[key]
    torch.save({"model": tensors(hub_state(SMALL) | {key: array}), "model_args": {"n_head": 2}}, tmp_path / "ckpt.pt")
    with pytest.raises(BadInput, match=said):
        store.import_weights(tmp_path, "tanh")


CONFIG = {"n_layer": 2, "n_head": 2, "n_embd": 8, "vocab_size": 64, "n_positions": 16, "activation_function": "gelu"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n_head": 3}, "n_head is 3, which does not divide the 8 of n_embd"),
        ({"n_head": 0}, "n_head is 0; it has to be a whole number of 1 or more"),
        ({"n_layer": 2.5}, "n_layer is 2.5"),
        ({"n_layer": 10**9}, "1,000,000,000 layers, the checkpoint 28 arrays"),
        ({"layer_norm_epsilon": -1}, "layer_norm_epsilon is -1"),
        ({"scale_attn_by_inverse_layer_idx": True}, "another model, whose attention is scaled otherwise"),
        ({"vocab_size": 65}, r"W_e has shape \(64, 8\); the config wants \(65, 8\)"),
    ],
)
def test_a_config_of_no_gpt2_is_refused_in_words(change, said, tmp_path):
    save_file(hub_state(SMALL), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | change))
    with pytest.raises(BadInput, match=said):
        store.import_weights(tmp_path)
    with pytest.raises(checkpoint_config.CheckpointError, match=said):
        formats.read(tmp_path)


def test_code_in_a_pickle_is_not_run(tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "run"), "w"))

    torch.save({"model": tensors(hub_state(SMALL)), "more": Evil()}, tmp_path / "ckpt.pt")
    with pytest.raises(BadInput, match="could run code and are not loaded") as refused:
        store.import_weights(tmp_path)
    assert not (tmp_path / "run").exists() and "weights_only" not in str(refused.value)


def test_fp8_is_refused_in_words(tmp_path):
    """Eight bits mean nothing without their scales, of which a GPT-2 has no convention."""
    body = {"wte.weight": {"dtype": "F8_E4M3", "shape": [2, 2], "data_offsets": [0, 4]}}
    header = json.dumps(body).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    with pytest.raises(BadInput, match=r"wte\.weight holds numbers of the type F8_E4M3.* Save it as float32"):
        store.import_weights(path)


def test_fp8_of_pytorch_is_refused_in_words(tmp_path):
    state = tensors(hub_state(SMALL))
    torch.save(state | {"wpe.weight": state["wpe.weight"].to(torch.float8_e4m3fn)}, tmp_path / "pytorch_model.bin")
    with pytest.raises(BadInput, match=r"wpe\.weight holds numbers of the type float8_e4m3fn.* Save it as float32"):
        store.import_weights(tmp_path / "pytorch_model.bin")


@pytest.mark.parametrize("name", ["model.safetensors", "pytorch_model.bin"])
def test_what_git_leaves_in_the_place_of_a_large_file_is_known(name, tmp_path):
    (tmp_path / name).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 548105171\n")
    with pytest.raises(BadInput, match=r"only points to the weights.* `git lfs pull`"):
        store.import_weights(tmp_path)


def test_another_model_is_refused_by_its_config_before_it_is_read(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "llama"}))
    (tmp_path / "model.safetensors").write_bytes(b"14 GB that nobody should read")
    with pytest.raises(BadInput, match=r"config\.json is of a llama, which is no GPT-2"):
        store.import_weights(tmp_path)


def test_an_adapter_is_said_to_be_one(tmp_path):
    (tmp_path / "adapter_config.json").write_text("{}")
    (tmp_path / "adapter_model.safetensors").write_bytes(b"")
    with pytest.raises(BadInput, match=r"an adapter .PEFT. and not its model"):
        store.import_weights(tmp_path)


@pytest.mark.parametrize(("option", "said"), [("n_layer", 5), ("block_size", 32), ("vocab_size", 65), ("n_embd", 16)])
def test_nanogpts_arguments_that_contradict_its_arrays_are_refused(option, said, tmp_path):
    sizes = {"n_layer": 2, "n_head": 2, "n_embd": 8, "block_size": 16, "vocab_size": 64}
    state = tensors(linear_layout(hub_state(SMALL, masks=False), "transformer."))
    torch.save({"model": state, "model_args": sizes | {option: said}}, tmp_path / "ckpt.pt")
    with pytest.raises(BadInput, match=rf"ckpt\.pt says that \w+ is {said}, and its arrays have"):
        store.import_weights(tmp_path, "erf")


@pytest.mark.parametrize("inner", [31, "no"])
def test_another_width_of_the_mlp_than_a_gpt2s_is_refused(inner):
    written = json.loads(checkpoint_config.config_json(SMALL, tied=True)) | {"n_inner": inner}
    with pytest.raises(checkpoint_config.CheckpointError, match=f"n_inner is {inner}; a GPT-2's is 4 n_embd, 32"):
        checkpoint_config.config_from(Path("config.json"), written)
