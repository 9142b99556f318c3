"""`grader generate`: answers, texts, seeds, and that the cache writes what the whole model would."""

import json
import math

import numpy as np
import pytest

from grader.cli.commands.generate import generate_
from grader.errors import BadInput
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.resolve_pieces import solution_pieces
from grader.lab.training.checkpoint_vocabulary import load_vocabulary
from grader.lab.training.generate_text import Sampling, generate_text
from grader.lab.training.vocabulary import Characters, Tokens
from grader.lab.weights import formats
from reference.checkpoint_config import CheckpointError, Config
from reference.checkpoints import Checkpoint, save, shapes

LETTERS = Characters("abcdefgh\n ")


def checkpoint(vocab_size=10, n_positions=24, **others):
    config = Config(n_layer=2, n_head=2, n_embd=8, vocab_size=vocab_size, n_positions=n_positions, **others)
    rng = np.random.default_rng(0)
    return Checkpoint(config, {name: rng.normal(0, 0.4, shape) for name, shape in shapes(config).items()})


@pytest.fixture
def writer(tmp_path):
    """A folder with a random model of ten characters."""
    save(checkpoint(), tmp_path / "writer")
    LETTERS.save(tmp_path / "writer")
    return tmp_path / "writer"


def generated(capsys, folder, **options):
    assert generate_(checkpoint=folder, solutions=True, **options) == 0
    return capsys.readouterr().out


def test_the_trained_sorter_sorts(data, capsys):
    for prompt, answer in (("210120", "001122"), ("000000", "000000"), ("222221", "122222")):
        assert generated(capsys, data / "nano-sort", prompt=prompt) == answer + "\n"


@pytest.mark.parametrize("prompt", ["21012", "2101200", "210123", "hello!"])
def test_what_a_sorter_cannot_sort_is_said_in_words(data, prompt):
    with pytest.raises(BadInput, match="sorts 6 letters of 012"):
        generate_(checkpoint=data / "nano-sort", prompt=prompt, solutions=True)


@pytest.mark.parametrize("gelu", ["tanh", "erf"])
def test_the_cache_writes_what_the_whole_model_writes(gelu):
    given = checkpoint(gelu=gelu)
    ids = LETTERS.encode("abc")
    model = GPT2(solution_pieces(), given)
    while len(ids) < given.config.n_positions:
        ids.append(int(np.argmax(model.logits(np.array([ids]))[0, -1])))
    heard = []
    said = generate_text(solution_pieces(), given, LETTERS, "abc", 21, Sampling(temperature=0), heard.append)
    assert said == LETTERS.decode(ids[3:]) == "".join(heard) and len(heard) == 21


def test_a_text_goes_on_from_its_prompt_beyond_the_models_places(writer, capsys):
    said = generated(capsys, writer, prompt="abba", tokens=60)
    assert said.startswith("abba") and len(said) == 4 + 60 + 1
    assert len(generated(capsys, writer, tokens=5)) == 5 + 1


def test_a_seed_gives_one_text_and_another_seed_another(writer, capsys):
    first, again, other = (generated(capsys, writer, prompt="a", tokens=40, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    greedy = {generated(capsys, writer, prompt="a", tokens=40, seed=s, temperature=0.0) for s in (1, 2)}
    assert len(greedy) == 1
    assert greedy == {generated(capsys, writer, prompt="a", tokens=40, top_k=1)}


@pytest.mark.parametrize(
    "options, told",
    [
        ({"prompt": "xyz"}, "does not know 'x', 'y', 'z'"),
        ({"tokens": -1}, "--tokens is -1"),
        ({"temperature": -1.0}, "--temperature is -1"),
        ({"temperature": math.nan}, "--temperature is nan"),
        ({"top_k": 0}, "--top-k is 0"),
        ({"top_p": 2.0}, "--top-p is 2"),
    ],
)
def test_bad_options_of_generate_are_refused_in_words(writer, options, told, capsys):
    with pytest.raises(BadInput, match=told):
        generate_(checkpoint=writer, solutions=True, **options)
    assert not capsys.readouterr().out


def test_sums_are_asked_as_people_write_them(tmp_path, capsys):
    save(checkpoint(vocab_size=12, n_positions=8), tmp_path)
    Characters("0123456789+=", "add").save(tmp_path)
    for prompt in ("7+25", "07+25", " 7 + 25 ="):
        assert len(generated(capsys, tmp_path, prompt=prompt)) == 3 + 1
    for prompt in ("7", "7+", "100+1", "1+2+3", "x+y"):
        with pytest.raises(BadInput, match="adds two numbers from 0 to 99"):
            generate_(checkpoint=tmp_path, prompt=prompt, solutions=True)
    with pytest.raises(BadInput, match="--prompt"):
        generate_(checkpoint=tmp_path, solutions=True)


def test_a_checkpoint_whose_symbols_nobody_explains_is_refused(writer):
    (writer / "vocab.json").unlink()
    with pytest.raises(BadInput, match=r"Nothing beside .* says what its ids stand for"):
        generate_(checkpoint=writer, solutions=True)
    (writer / "vocab.json").write_text("[]")
    with pytest.raises(BadInput, match="is no vocabulary"):
        generate_(checkpoint=writer, solutions=True)
    (writer / "vocab.json").write_text(json.dumps({"symbols": ["a", "bc"]}))
    with pytest.raises(BadInput, match="is no vocabulary"):
        generate_(checkpoint=writer, solutions=True)
    (writer / "vocab.json").write_text(json.dumps({"symbols": ["a", "b"]}))
    with pytest.raises(BadInput, match="2 characters, the checkpoint has 10"):
        generate_(checkpoint=writer, solutions=True)


def test_a_token_may_end_within_a_character(tmp_path, capsys):
    vocabulary = load_vocabulary(tmp_path, Config(1, 1, 4, 50304, 8))
    assert isinstance(vocabulary, Tokens)
    read = vocabulary.reader()
    beyond = vocabulary.end + 1  # a row that only fills the table up
    assert "".join(map(read, [*vocabulary.encode("naïve 🙂 text"), vocabulary.end, beyond])) == "naïve 🙂 text"
    save(checkpoint(vocab_size=50257, n_positions=8), tmp_path)
    assert generated(capsys, tmp_path, prompt="Hello there", tokens=12).startswith("Hello there")


def test_what_is_saved_is_loaded_again(tmp_path):
    given = checkpoint(gelu="erf", eps=1e-6)
    given.params["W_head"] = np.asfortranarray(given.params["W_e"] + 1)
    given.params["h.0.W_proj"] = given.params["h.0.W_proj"].T  # a view
    save(given, tmp_path)
    found = formats.read(tmp_path)
    assert found.config == given.config and not found.tied
    assert {n: a.tobytes() for n, a in found.params.items()} == {n: a.tobytes() for n, a in given.params.items()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.safetensors"]
    del given.params["W_p"]
    with pytest.raises(CheckpointError, match=r"missing \['W_p'\]"):
        save(given, tmp_path)
    assert formats.read(tmp_path).config == given.config
