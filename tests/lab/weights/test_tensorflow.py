"""OpenAI's TensorFlow folder, and those of gpt-2-simple: read array for array, or refused in words.

The files are made by a writer of the tests' own: nobody has tried the reader on OpenAI's files here.
"""

import json
import shutil

import numpy as np
import pytest

from grader.errors import BadInput
from grader.lab.training.checkpoint_vocabulary import load_vocabulary
from grader.lab.training.vocabulary import Tokens
from grader.lab.weights import formats, store
from reference import layouts
from reference.checkpoint_config import CheckpointError, Config
from reference.tokenizer import vocabulary_files
from tests.lab.weights.conftest import SMALL, hub_state
from tests.lab.weights.tensorflow_writer import openai_names, write

pytest.importorskip("google_crc32c", reason="it checks the files' sums: pip install -e '.[weights]'")
pytest.importorskip("cramjam", reason="it reads compressed indexes: pip install -e '.[weights]'")

HPARAMS = {"n_vocab": 64, "n_ctx": 16, "n_embd": 8, "n_head": 2, "n_layer": 2}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "tiny"
    made.mkdir()
    write(made, openai_names(hub_state(SMALL, masks=False)))
    (made / "hparams.json").write_text(json.dumps(HPARAMS))
    (made / "checkpoint").write_text('model_checkpoint_path: "model.ckpt"\nall_model_checkpoint_paths: "model.ckpt"\n')
    (made / "model.ckpt.meta").write_bytes(b"a graph")
    return made


def same(found, state=None):
    wanted = layouts.rename(hub_state(SMALL, masks=False) if state is None else state)
    return found.keys() == wanted.keys() and all(np.array_equal(found[name], wanted[name]) for name in wanted)


@pytest.mark.parametrize(
    "named", ["", "model.ckpt", "model.ckpt.index", "model.ckpt.meta", "model.ckpt.data-00000-of-00001"]
)
def test_a_folder_and_each_of_its_files_names_the_model(folder, named):
    found = formats.read(folder / named)
    assert same(found.params) and found.config == SMALL and found.tied
    assert "2 heads (hparams.json)" in found.choices and "tanh GELU (OpenAI's)" in found.choices


def test_a_compressed_index_as_tensorflow_2_writes_it(folder):
    write(folder, openai_names(hub_state(SMALL, seed=3, masks=False)), compressed=True)
    assert same(formats.read(folder).params, hub_state(SMALL, seed=3, masks=False))


def test_half_precision_is_read(folder):
    state = {key: array.astype(np.float16) for key, array in hub_state(SMALL, masks=False).items()}
    write(folder, openai_names(state), dtype=19)
    assert same(formats.read(folder).params, state)


def test_what_an_optimizer_kept_is_left_out(folder):
    arrays = openai_names(hub_state(SMALL, masks=False))
    slots = {f"{name}/Adam{n}": array for name, array in arrays.items() for n in ("", "_1")}
    write(folder, arrays | slots | {"beta1_power": np.float32(0.9).reshape(()), "global_step": np.zeros((), "<f4")})
    assert same(formats.read(folder).params)


def test_of_several_steps_the_one_that_checkpoint_names_is_read(folder):
    for step in (100, 200):
        write(folder, openai_names(hub_state(SMALL, seed=step, masks=False)), prefix=f"model-{step}")
    (folder / "checkpoint").write_text('model_checkpoint_path: "checkpoint/run1/model-200"\n')
    assert same(formats.read(folder).params, hub_state(SMALL, seed=200, masks=False))
    assert same(formats.read(folder / "model-100").params, hub_state(SMALL, seed=100, masks=False))
    (folder / "checkpoint").unlink()
    with pytest.raises(CheckpointError, match="several of TensorFlow's checkpoints: name one"):
        formats.read(folder)


def test_it_is_stored_with_its_vocabulary_under_the_names_that_came_later(folder, workspace):
    files = vocabulary_files()
    shutil.copyfile(files["vocab.json"], folder / "encoder.json")
    shutil.copyfile(files["merges.txt"], folder / "vocab.bpe")
    kept = store.import_weights(folder, name="tiny")
    assert {"vocab.json", "merges.txt", "model.safetensors"} <= {path.name for path in kept.folder.iterdir()}
    assert same(formats.read(kept.folder).params)


def test_its_own_vocabulary_is_read_where_it_stands(tmp_path):
    files = vocabulary_files()
    shutil.copyfile(files["vocab.json"], tmp_path / "encoder.json")
    shutil.copyfile(files["merges.txt"], tmp_path / "vocab.bpe")
    config = Config(n_layer=1, n_head=2, n_embd=8, vocab_size=50257, n_positions=16)
    assert isinstance(load_vocabulary(tmp_path, config), Tokens)
    for named in (tmp_path, tmp_path / "model.ckpt"):
        with pytest.raises(BadInput, match=r"The tokenizer beside \S+ has 50,257 tokens, the checkpoint 64 ids"):
            load_vocabulary(named, SMALL)


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def cut(path, at):
    path.write_bytes(path.read_bytes()[:at])


DATA, INDEX = "model.ckpt.data-00000-of-00001", "model.ckpt.index"
DAMAGE = {
    "a bit of an array": (lambda f: flip(f / DATA, 1000), r"model/\S+ in \S+ is damaged: its CRC-32C"),
    "a bit of the index": (lambda f: flip(f / INDEX, 30), "the index is damaged: its CRC-32C"),
    "the end of the arrays": (lambda f: cut(f / DATA, -4), r"has not all of model/wte: it is not a whole file"),
    "the end of the index": (lambda f: cut(f / INDEX, -1), "no whole index of a TensorFlow checkpoint"),
    "the beginning of the index alone": (lambda f: cut(f / INDEX, 20), "no whole index of a TensorFlow checkpoint"),
    "an empty index": (lambda f: cut(f / INDEX, 0), "no whole index of a TensorFlow checkpoint"),
    "the arrays": (lambda f: (f / DATA).unlink(), f"has its arrays in {DATA}, which is not beside it"),
    "the width in hparams.json": (
        lambda f: (f / "hparams.json").write_text(json.dumps(HPARAMS | {"n_embd": 12})),
        r"hparams\.json says n_embd 12, the arrays beside it 8",
    ),
    "hparams.json itself": (lambda f: (f / "hparams.json").write_text("{"), r"hparams\.json"),
    "integers for floats": (
        lambda f: write(f, {"model/wte": np.zeros((2, 2), "<i4")}, dtype=3),
        "of TensorFlow's type 3; read are float32, 64 and 16",
    ),
    "another model": (lambda f: write(f, {"bert/pooler/w": np.zeros((2, 2), "<f4")}), "it is not a GPT-2"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_refused_in_one_sentence_or_two(what, folder):
    damage, said = DAMAGE[what]
    damage(folder)
    with pytest.raises(CheckpointError, match=said) as refused:
        formats.read(folder)
    assert "\n" not in str(refused.value)


def test_every_bit_of_an_index_that_differs_is_noticed(folder):
    whole = (folder / INDEX).read_bytes()
    for at in range(0, len(whole), 7):
        flip(folder / INDEX, at)
        try:
            assert same(formats.read(folder).params)  # the padding of the footer says nothing
        except CheckpointError as refused:
            assert "\n" not in str(refused)
        (folder / INDEX).write_bytes(whole)


def test_without_hparams_the_heads_are_asked_for(folder):
    (folder / "hparams.json").unlink()
    with pytest.raises(CheckpointError, match="how many heads its 8 channels make"):
        formats.read(folder)
    assert formats.read(folder, heads=2).config.n_head == 2
