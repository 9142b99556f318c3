"""What no array of a checkpoint shows, GELU, heads and tying, is read or asked for; where it came from is said."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.errors import BadInput
from grader.lab.weights import formats, store
from reference.checkpoint_config import CheckpointError
from tests.lab.weights.conftest import SMALL, hub_state

torch = pytest.importorskip("torch", reason="PyTorch writes the state dicts: pip install -e '.[oracle]'")
from tests.lab.weights.forms import llmc, mingpt, nanogpt  # noqa: E402

CONFIG = {"model_type": "gpt2", "n_layer": 2, "n_head": 2, "n_embd": 8, "vocab_size": 64, "n_positions": 16}


def hub_folder(folder, head=None, **config):
    state = hub_state(SMALL)
    heads = {} if head is None else {"lm_head.weight": state["wte.weight"] + np.float32(head)}
    save_file(state | heads, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG | config))
    return folder


@pytest.mark.parametrize("head, tied", [(None, True), (0, True), (0, False), (1, False)])
def test_tying_is_read_and_kept(head, tied, tmp_path):
    found = formats.read(hub_folder(tmp_path, head, tie_word_embeddings=tied))
    assert found.tied is tied and found.origins.head == "config.json"


@pytest.mark.parametrize(
    "head, tied, said", [(None, False, "has no lm_head.weight"), (1, True, "transformers would drop it")]
)
def test_a_head_that_contradicts_its_config_is_refused(head, tied, said, tmp_path):
    with pytest.raises(CheckpointError, match=said):
        formats.read(hub_folder(tmp_path, head, tie_word_embeddings=tied))


SPELLINGS = {"gelu_new": "tanh", "gelu_accurate": "tanh", "gelu_fast": "tanh", "gelu": "erf", "gelu_python": "erf"}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_of_a_gelu_is_known(name, tmp_path):
    assert formats.read(hub_folder(tmp_path, activation_function=name)).config.gelu == SPELLINGS[name]


def test_a_config_without_an_activation_means_gelu_new(tmp_path):
    found = formats.read(hub_folder(tmp_path))
    assert found.config.gelu == "tanh" and "transformers' default" in found.origins.gelu


@pytest.mark.parametrize(
    "change, said",
    [
        ({"activation_function": "quick_gelu"}, "names the activation 'quick_gelu', which is no GELU of a GPT-2"),
        ({"model_type": "gpt_neo"}, "is of a gpt_neo, which is no GPT-2"),
    ],
)
def test_a_config_of_another_model_is_refused(change, said, tmp_path):
    with pytest.raises(CheckpointError, match=said):
        formats.read(hub_folder(tmp_path, **change))


def test_a_nanogpt_checkpoint_asks_for_its_gelu(tmp_path):
    with pytest.raises(CheckpointError, match=r"nanoGPT's until May 2023 is the tanh form.*--gelu tanh or erf"):
        formats.read(nanogpt(tmp_path))
    found = formats.read(tmp_path, gelu="erf")
    assert found.config.gelu == "erf" and found.choices == (
        "erf GELU (--gelu), 2 heads (ckpt.pt), tied head (in ckpt.pt it is the embedding)"
    )


def test_a_bare_state_asks_for_its_heads(tmp_path):
    save_file(hub_state(SMALL), tmp_path / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"says how many heads its 8 channels make. Say it: --heads N"):
        formats.read(tmp_path, gelu="tanh")
    assert formats.read(tmp_path, gelu="tanh", heads=4).config.n_head == 4


def test_sizes_of_a_published_model_say_so(tmp_path, workspace):
    save_file(hub_state(SMALL), tmp_path / "model.safetensors")
    assert formats.read(tmp_path).origins.gelu == "as OpenAI's 124M, whose sizes and layout these are"


def test_an_option_goes_before_the_config_and_both_are_said(tmp_path):
    found = formats.read(hub_folder(tmp_path, activation_function="gelu_new"), gelu="erf", heads=4)
    assert (found.config.gelu, found.config.n_head) == ("erf", 4)
    assert found.origins.gelu == "--gelu; config.json: tanh" and found.origins.heads == "--heads; config.json: 2"


@pytest.mark.usefixtures("workspace")
def test_where_a_choice_came_from_is_kept_with_the_weights(tmp_path):
    stored = store.import_weights(nanogpt(tmp_path), gelu="erf")
    assert formats.read(stored.folder).origins.gelu == "--gelu" and "erf GELU (--gelu)" in stored.choices


def test_llmc_and_mingpt_say_theirs(tmp_path):
    (tmp_path / "one").mkdir()
    assert formats.read(llmc(tmp_path)).origins.gelu == "llm.c's"
    assert formats.read(mingpt(tmp_path / "one")).origins.heads == "minGPT's config.json"


def test_llmc_of_another_version_or_cut_is_refused(tmp_path):
    path = llmc(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-4])
    with pytest.raises(CheckpointError, match="it is not a whole file"):
        formats.read(path)
    path.write_bytes(whole[:4] + np.int32(1).tobytes() + whole[8:])
    with pytest.raises(CheckpointError, match=r"is of llm.c's version 1; known are 3, 5"):
        formats.read(path)


def test_a_missing_shard_is_named(tmp_path):
    (tmp_path / "model.safetensors.index.json").write_text(
        json.dumps({"weight_map": {"wte.weight": "one.safetensors"}})
    )
    with pytest.raises(CheckpointError, match=r"names one.safetensors, which is not beside it"):
        formats.read(tmp_path)


def test_options_without_a_checkpoint_of_ones_own_are_refused():
    from grader.cli.commands.weights import weights_

    with pytest.raises(BadInput, match="GPT-2 124M's are known"):
        weights_(gelu="erf")
