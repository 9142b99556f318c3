"""A checkpoint of one's own, brought into the page in Chromium: it writes on, shows where it looked, or is refused."""

import json

import pytest
from safetensors.numpy import save_file

from reference.checkpoint_config import Config, config_json
from reference.layouts import rename
from tests.lab.weights.conftest import hub_state

CONFIG = Config(n_layer=2, n_head=2, n_embd=8, vocab_size=12, n_positions=16)
LETTERS = "abcdefgh .,\n"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def opened(page, address, runtime):
    if not list(runtime.glob("scipy-*.whl")):
        pytest.skip("PYODIDE_WHEELS has no wheel of SciPy, which gelu imports")
    page.goto(f"{address}website/pages/checkpoint.html")
    page.wait_for_selector("html[data-workbench=ready]")
    return page


def laid(folder, state=None, config=CONFIG, symbols=LETTERS):
    save_file(hub_state(config) if state is None else state, folder / "model.safetensors")
    (folder / "config.json").write_text(config_json(config, tied=True))
    if symbols:
        (folder / "vocab.json").write_text(json.dumps({"symbols": list(symbols), "task": ""}))
    return sorted(folder.iterdir())


def bring(page, files):
    """Choose the files, and return what the page says once it has opened or refused them."""
    page.locator("#brought-files").set_input_files(files)
    page.wait_for_function("() => !/^$|is opened/.test(document.querySelector('.brought .told').textContent)")
    return page.locator(".brought .told").inner_text()


def write(page, prompt):
    page.locator("#brought-prompt").fill(prompt)
    page.locator(".brought .prompt .check").click()
    page.locator(".brought .maps figure").first.wait_for()
    return page.locator(".brought .written").inner_text()


def test_checkpoints_of_either_naming_write_on_and_their_heads_are_drawn(opened, tmp_path):
    state, said = hub_state(CONFIG), set()
    for names in (state, rename(state)):
        assert "is a GPT-2 of 1,984 parameters" in bring(opened, laid(tmp_path, names))
        assert "pieces that run it are yours" in opened.locator(".brought .whose").inner_text()
        opened.locator("#brought-heat").fill("0")
        said.add(write(opened, "abc"))
        assert opened.locator(".brought .maps figure").count() == 2
    (text,) = said
    assert text.startswith("abc") and len(text) > 3
    opened.locator("#brought-block").select_option(value="1")
    opened.locator(".brought .maps figcaption", has_text="Block 2, head 1").wait_for()


def test_files_that_are_no_gpt2_are_refused_and_the_next_one_is_taken(opened, tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("hello")
    assert "is no .safetensors file" in bring(opened, [other])
    cut = tmp_path / "cut.safetensors"
    save_file(hub_state(CONFIG), cut)
    cut.write_bytes(cut.read_bytes()[:900])
    assert "cut.safetensors is not a whole safetensors file" in bring(opened, [cut])
    large = tmp_path / "large.safetensors"
    with large.open("wb") as file:
        file.truncate(101_000_000)
    assert "101 MB, and a page takes up to 100 MB" in bring(opened, [large])
    whole = tmp_path / "whole"
    whole.mkdir()
    assert "is a GPT-2" in bring(opened, laid(whole))


def test_heads_and_gelu_that_nothing_says_are_asked_for(opened, tmp_path):
    save_file(hub_state(CONFIG), tmp_path / "model.safetensors")
    assert "how many heads" in bring(opened, [tmp_path / "model.safetensors"])
    opened.locator("#brought-heads").fill("2")
    opened.keyboard.press("Enter")
    opened.locator("#brought-gelu").wait_for()
    opened.locator("#brought-gelu").select_option("erf")
    opened.get_by_role("button", name="Open").click()
    opened.locator(".brought .told", has_text="is a GPT-2 of").wait_for()


def test_gpt2s_tokens_are_written_as_text(opened, tmp_path):
    config = Config(1, 1, 4, 50257, 64)
    bring(opened, laid(tmp_path, hub_state(config), config, symbols=""))
    opened.locator("#brought-count").fill("8")
    assert write(opened, "The meaning of").startswith("The meaning of")
    heads = opened.locator(".brought .maps th[scope=row]").all_inner_texts()
    assert heads[:3] == ["The", "␣meaning", "␣of"]
