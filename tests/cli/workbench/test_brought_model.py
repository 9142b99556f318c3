"""A checkpoint that the reader brings into the page: opened, asked, drawn; and refused in words where it cannot be."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader import paths
from grader.cli.workbench.session import BROUGHT, Session
from grader.lab.model.inference import is_sorter_shape
from reference.checkpoint_config import Config, config_json
from reference.layouts import rename
from tests.lab.weights.conftest import hub_state

CONFIG = Config(n_layer=2, n_head=2, n_embd=8, vocab_size=12, n_positions=16)
LETTERS = "abcdefgh .,\n"


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.ENVIRONMENT, "")
    monkeypatch.chdir(tmp_path)
    paths.workspace.cache_clear()
    session = Session(tmp_path / "work")
    session.answer({"do": "open", "texts": {}, "verdicts": {}})
    yield session
    paths.workspace.cache_clear()


@pytest.fixture
def folder(session, tmp_path):
    folder = tmp_path / "work" / BROUGHT
    folder.mkdir()
    return folder


def laid(folder, state=None, config=CONFIG, symbols=LETTERS):
    """Lay a checkpoint as `grader train` writes it, of Hugging Face's keys unless `state` says otherwise."""
    save_file(hub_state(config) if state is None else state, folder / "m.safetensors")
    (folder / "config.json").write_text(config_json(config, tied=True))
    if symbols:
        (folder / "vocab.json").write_text(json.dumps({"symbols": list(symbols), "task": ""}))


def brought(session, step, **given):
    return session.answer({"do": "brought", "step": step, **given})


def opened(session, **given):
    return brought(session, "open", file="m.safetensors", **given)


@pytest.mark.parametrize("names", ["Hugging Face's", "the course's"])
def test_checkpoint_writes_on_and_shows_where_it_looked(session, folder, names):
    state = hub_state(CONFIG)
    laid(folder, rename(state) if names == "the course's" else state)
    assert opened(session)["kind"] == "characters"
    ids = brought(session, "read", prompt="abc")["ids"]
    written = brought(session, "write", ids=ids, tokens=5, temperature=0)
    assert "".join(written["symbols"]).startswith("abc") and len(written["ids"]) == 8
    assert brought(session, "write", ids=ids, tokens=5, temperature=0) == written
    drawn = brought(session, "attention", ids=written["ids"], block=1)
    weights = np.array(drawn["attention"])
    assert drawn["symbols"] == written["symbols"][:-1] and weights.shape == (2, 7, 7)
    assert np.allclose(weights.sum(-1), 1, atol=0.01) and np.triu(weights, 1).max() == 0


def test_text_longer_than_the_context_goes_on(session, folder):
    laid(folder)
    opened(session)
    written = brought(session, "write", ids=[0, 1] * 20, tokens=3, temperature=0.8)
    assert len(written["ids"]) == 43
    assert len(brought(session, "attention", ids=written["ids"], block=0)["symbols"]) == CONFIG.n_positions


def test_pieces_that_have_not_passed_are_named(session, folder):
    laid(folder)
    state = opened(session)
    assert "generate" in state["borrowed"] and len(state["borrowed"]) == state["pieces"]


def test_character_that_it_does_not_know_is_refused_in_words(session, folder):
    laid(folder)
    opened(session)
    assert "does not know 'z'" in brought(session, "read", prompt="z")["error"]


@pytest.mark.parametrize("missing, said", [("heads", {"heads": 2, "gelu": "erf"}), ("gelu", {"heads": 2})])
def test_choice_that_nothing_says_is_asked_for(session, folder, missing, said):
    laid(folder)
    (folder / "config.json").unlink()
    known = {key: value for key, value in said.items() if key != missing}
    answer = opened(session, **known)
    assert answer["choice"] == missing and "--" not in answer["error"] and BROUGHT not in answer["error"]
    assert "error" not in opened(session, **{"heads": 2, "gelu": "erf"})


def test_model_of_gpt2s_vocabulary_reads_its_tokens_and_one_of_another_reads_ids(session, folder):
    for vocab_size, kind in ((50304, "gpt2"), (300, "ids")):
        config = Config(1, 1, 4, vocab_size, 8)
        laid(folder, hub_state(config), config, symbols="")
        assert opened(session)["kind"] == kind
        written = brought(session, "write", ids=[17, 2], tokens=2, temperature=0)
        assert (written["symbols"] is None) == (kind == "gpt2") and written["ids"][:2] == [17, 2]
    assert "ids from 0 to 299" in brought(session, "read", prompt="17 300")["error"]


def test_sorter_answers_in_as_many_symbols(session, folder):
    config = Config(1, 1, 4, 3, 11)
    assert is_sorter_shape(config)
    laid(folder, hub_state(config), config, symbols="")
    assert opened(session)["task"] == "sort"
    assert brought(session, "read", prompt="210120") == {"ids": [2, 1, 0, 1, 2, 0], "answer": 6}


@pytest.mark.parametrize(
    "state, words",
    [
        ({"fc.weight": np.ones((2, 2), np.float32)}, "it is not a GPT-2"),
        ({"W_e": np.ones((12, 8), np.float32)}, "2 layers, the checkpoint 1 arrays"),
        (hub_state(CONFIG) | {"wte.weight": np.full((12, 8), np.nan, np.float32)}, "NaN or infinity"),
    ],
)
def test_wrong_file_is_refused_in_words_and_leaves_none_open(session, folder, state, words):
    laid(folder)
    opened(session)
    laid(folder, state)
    answer = opened(session)
    assert words in answer["error"] and answer["exit_code"] == 2
    assert "No checkpoint is open" in brought(session, "read", prompt="a")["error"]


def test_vocabulary_of_another_size_is_refused_in_words(session, folder):
    laid(folder, symbols="ab")
    assert "lists 2 characters" in opened(session)["error"]
