"""What a checkpoint's ids stand for is read from the files beside it; where nothing says it, text is refused."""

import json
import pickle
import shutil

import numpy as np
import pytest

from grader.errors import BadInput
from grader.files import read_text
from grader.lab.training.checkpoint_vocabulary import is_sorter, load_vocabulary, require_gpt2_tokens
from grader.lab.training.vocabulary import Tokens
from reference.checkpoint_config import Config
from reference.tokenizer import gpt2_table, vocabulary_files


def config(vocab_size, n_positions=16):
    return Config(n_layer=1, n_head=1, n_embd=4, vocab_size=vocab_size, n_positions=n_positions)


def write_meta(folder, itos):
    with (folder / "meta.pkl").open("wb") as file:
        pickle.dump({"vocab_size": len(itos), "itos": itos, "stoi": {c: i for i, c in itos.items()}}, file)


def test_nanogpts_characters_are_read_from_its_meta_pkl(tmp_path):
    write_meta(tmp_path, dict(enumerate("\n abc")))
    words = load_vocabulary(tmp_path, config(5))
    assert words.encode("cab") == [4, 2, 3] and words.decode([4, 0]) == "c\n"


def test_a_meta_pkl_that_names_an_object_is_refused_unrun(tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "run"), "w"))

    (tmp_path / "meta.pkl").write_bytes(pickle.dumps({"itos": Evil()}))
    with pytest.raises(BadInput, match="objects could run code"):
        load_vocabulary(tmp_path, config(5))
    assert not (tmp_path / "run").exists()


def test_a_vocabulary_of_another_size_is_refused(tmp_path):
    write_meta(tmp_path, dict(enumerate("abc")))
    with pytest.raises(BadInput, match=r"lists 3 characters, the checkpoint has 5 ids"):
        load_vocabulary(tmp_path, config(5))


def test_a_hub_folders_own_table_is_gpt2s_tokens(tmp_path):
    (tmp_path / "vocab.json").write_text(json.dumps(gpt2_table()), encoding="utf-8")
    (tmp_path / "merges.txt").write_text("#version: 0.2\n")
    assert isinstance(load_vocabulary(tmp_path, config(50257)), Tokens)


@pytest.mark.parametrize("size", [50256, 51201, 60000])
def test_sizes_that_are_not_gpt2s_are_refused_for_text(size, tmp_path):
    with pytest.raises(BadInput, match="Put the tokenizer that it was trained with beside it"):
        load_vocabulary(tmp_path, config(size))


def test_a_padded_embedding_is_gpt2s(tmp_path):
    assert isinstance(load_vocabulary(tmp_path, config(50304)), Tokens)


@pytest.fixture
def trained(tmp_path):
    """A tokenizer trained on a sentence, as transformers keeps one: vocab.json, merges.txt, tokenizer.json."""
    tokenizers = pytest.importorskip("tokenizers", reason="not installed: pip install -e '.[weights]'")
    made = tokenizers.ByteLevelBPETokenizer()
    text = "the cat sat on the mat, the cat sat; naïve 猫 sat"
    made.train_from_iterator([text] * 3, vocab_size=300, special_tokens=["<|endoftext|>"], show_progress=False)
    made.save_model(str(tmp_path))
    made.save(str(tmp_path / "tokenizer.json"))
    return tmp_path, made


@pytest.mark.parametrize("without", ["tokenizer.json", "merges.txt"])
def test_a_tokenizer_of_its_own_is_read_from_either_form(without, trained):
    folder, made = trained
    (folder / without).unlink()
    words = load_vocabulary(folder, config(made.get_vocab_size()))
    ids = words.encode("the naïve 猫 sat")
    assert ids == made.encode("the naïve 猫 sat").ids and words.decode(ids) == "the naïve 猫 sat"
    read = words.reader()
    assert "".join(read(i) for i in ids) == "the naïve 猫 sat"


@pytest.mark.parametrize("without", ["tokenizer.json", "merges.txt"])
def test_end_of_text_is_a_token_only_where_it_is_asked_for(without, trained):
    folder, made = trained
    (folder / without).unlink()
    words = load_vocabulary(folder, config(made.get_vocab_size()))
    assert words.encode("<|endoftext|>the", special=True)[0] == words.end
    assert words.end not in words.encode("<|endoftext|>the")


def test_end_of_text_of_gpt2s_tokens_likewise():
    words = Tokens()
    assert words.encode("a<|endoftext|>b", special=True)[1:-1] == [50256]
    assert 50256 not in words.encode("a<|endoftext|>b")


def test_a_table_without_its_merges_is_refused(trained):
    folder, made = trained
    (folder / "tokenizer.json").unlink()
    (folder / "merges.txt").unlink()
    with pytest.raises(BadInput, match=r"has no merges.txt beside it"):
        load_vocabulary(folder, config(made.get_vocab_size()))


def test_a_sorters_shape_with_characters_of_its_own_is_no_sorter(tmp_path):
    shape = config(3, n_positions=11)
    assert is_sorter(tmp_path, shape)
    write_meta(tmp_path, dict(enumerate("abc")))
    assert not is_sorter(tmp_path, shape)


def test_a_vocabulary_travels_with_stored_weights(tmp_path, monkeypatch):
    from safetensors.numpy import save_file

    from grader.lab.weights import store

    monkeypatch.setattr(store, "workspace", lambda: tmp_path / "work")
    given = tmp_path / "given"
    given.mkdir()
    shapes = {"wte.weight": (5, 4), "wpe.weight": (6, 4), "ln_f.weight": (4,), "h.0.attn.c_attn.weight": (4, 12)}
    shapes |= {"h.0.ln_1.weight": (4,), "h.0.attn.c_proj.weight": (4, 4), "h.0.ln_2.weight": (4,)}
    shapes |= {"h.0.mlp.c_fc.weight": (4, 16), "h.0.mlp.c_proj.weight": (16, 4)}
    save_file({key: np.ones(shape, np.float32) for key, shape in shapes.items()}, given / "model.safetensors")
    write_meta(given, dict(enumerate("\n abc")))
    stored = store.import_weights(given, gelu="erf", heads=2)
    assert load_vocabulary(stored.folder, stored.config).encode("ab") == [2, 3]


def test_a_text_is_its_bytes_without_a_byte_order_mark(tmp_path):
    (tmp_path / "text").write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    assert read_text(tmp_path / "text") == "one\r\ntwo\n"


def test_gpt2s_tokens_with_others_added_are_gpt2s_for_the_benchmark_and_another_tokenizer_is_not(tmp_path):
    pytest.importorskip("tokenizers", reason="it reads tokenizers: pip install -e '.[weights]'")
    size = len(gpt2_table())
    require_gpt2_tokens(tmp_path, config(size))
    for name, path in vocabulary_files().items():
        shutil.copyfile(path, tmp_path / name)
    (tmp_path / "vocab.json").write_text(json.dumps(gpt2_table() | {"<|pad|>": size}), encoding="utf-8")
    require_gpt2_tokens(tmp_path, config(size + 1))
    turned = {token: size - 1 - i for token, i in gpt2_table().items()}
    (tmp_path / "vocab.json").write_text(json.dumps(turned), encoding="utf-8")
    with pytest.raises(BadInput, match="do not stand for GPT-2's tokens"):
        require_gpt2_tokens(tmp_path, config(size))
