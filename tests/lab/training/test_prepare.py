"""`grader prepare` and the token files: what the tokens are, what is refused, what is never overwritten."""

import json
import subprocess
import sys

import numpy as np
import pytest

from grader.paths import COURSE
from reference import tokens
from reference.tokenizer import END_OF_TEXT, gpt2
from reference.tokens import TokensError, encode, prepare, read_meta, read_tokens, source_of


def run(*arguments):
    command = [sys.executable, "-m", "grader", "prepare", *map(str, arguments)]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def whole(folder):
    return np.concatenate([read_tokens(folder, "train"), read_tokens(folder, "val")])


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("The quick brown fox jumps over the lazy dog.\n" * 20, encoding="utf-8")
    return path


def test_a_text_is_one_document_and_its_end_is_for_validation(text, tmp_path):
    done = run(text, "--out", tmp_path / "out", "--val-fraction", 0.25)
    assert done.returncode == 0, done.stderr
    ids = gpt2().encode_ordinary(text.read_text())
    assert whole(tmp_path / "out").tolist() == ids
    assert len(read_tokens(tmp_path / "out", "val")) == round(len(ids) / 4)
    assert f"{len(ids)} tokens" in done.stdout and "1 document" in done.stdout


def test_tokens_are_a_read_only_memory_map_of_uint16(text, tmp_path):
    prepare(source_of(text), tmp_path / "out", 0.1)
    data = read_tokens(tmp_path / "out", "train")
    assert isinstance(data, np.memmap) and data.dtype == np.uint16 and not data.flags.writeable


def test_the_meta_says_what_was_read(text, tmp_path):
    meta = prepare(source_of(text), tmp_path / "out", 0.1)
    found = json.loads((tmp_path / "out" / "meta.json").read_text())
    assert found["source_sha256"] == subprocess.check_output(["sha256sum", text], text=True).split()[0]
    assert found["tokens"] == meta.tokens == found["train_tokens"] + found["val_tokens"] and found["documents"] == 1
    assert read_meta(tmp_path / "out") == meta


def test_a_folders_files_are_documents_split_by_end_of_text(tmp_path):
    folder = tmp_path / "docs"
    (folder / "b").mkdir(parents=True)
    for name, words in {"c.txt": "third", "a.txt": "first", "b/x.txt": "second", ".hidden": "never"}.items():
        (folder / name).write_text(words)
    meta = prepare(source_of(folder), tmp_path / "out", 0)
    assert gpt2().decode(whole(tmp_path / "out").tolist()) == "first<|endoftext|>second<|endoftext|>third"
    assert meta.documents == 3 and (whole(tmp_path / "out") == END_OF_TEXT).sum() == 2


def test_the_hash_of_a_folder_knows_names_texts_and_bounds(tmp_path):
    def hashed(**texts):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, words in texts.items():
            (folder / name).write_text(words)
        return source_of(folder).sha256()

    assert hashed(a="one", b="two") == hashed(a="one", b="two")
    assert len({hashed(a="one", b="two"), hashed(a="onet", b="wo"), hashed(a="one", c="two"), hashed(a="onetwo")}) == 4


def test_end_of_text_written_out_in_a_text_is_text(tmp_path):
    (tmp_path / "t").write_text("a<|endoftext|>b")
    prepare(source_of(tmp_path / "t"), tmp_path / "out", 0)
    assert END_OF_TEXT not in whole(tmp_path / "out")
    assert gpt2().decode(whole(tmp_path / "out").tolist()) == "a<|endoftext|>b"


HARD = "don't  we'll\n\n\n  x\t\ty \r\n\u00a0z\u3000é ñ 日本 語 12 345\x1c a\x1f\n b  \n  !? ...  \x85 end   "


@pytest.mark.parametrize("read", [1, 2, 3, 7, 64])
def test_pieces_have_the_tokens_of_the_whole(read, tmp_path, monkeypatch):
    monkeypatch.setattr(tokens, "READ", read)
    rng = np.random.default_rng(read)
    text = HARD + "".join(rng.choice(list(HARD), 3000))
    (tmp_path / "t").write_bytes(text.encode())
    pieces = np.concatenate(list(encode(tmp_path / "t")))
    assert pieces.tolist() == gpt2().encode_ordinary(text)


def test_pieces_of_a_real_text_have_the_tokens_of_the_whole(data, tmp_path, monkeypatch):
    monkeypatch.setattr(tokens, "READ", 5000)
    found = np.concatenate(list(encode(data / "tinyshakespeare.txt")))
    assert len(found) == 338_025
    assert found.tolist() == gpt2().encode_ordinary((data / "tinyshakespeare.txt").read_text())


def test_a_text_is_cut_at_the_last_place_where_a_word_ends():
    rng = np.random.default_rng(0)
    for n in rng.integers(0, 60, size=300):
        text = "".join(rng.choice(list("ab \n\t\u3000"), size=n))
        places = [i for i in range(1, n) if text[i] in " \n" and not text[i - 1].isspace()]
        seen = int(rng.integers(0, min(places, default=n) + 1))
        assert tokens._last_cut(text, seen) == max(places, default=0)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("blank", [" ", "\n", "a", " a\t"])
def test_a_text_without_a_place_to_cut_is_searched_once(blank):
    text = blank * (3_000_000 // len(blank))
    assert tokens._last_cut(text, 0) == 0


def test_empty_documents_and_a_wrong_meta_are_refused(text, tmp_path):
    (tmp_path / "docs").mkdir()
    for name in "ab":
        (tmp_path / "docs" / name).touch()
    with pytest.raises(TokensError, match="has no text"):
        prepare(source_of(tmp_path / "docs"), tmp_path / "out", 0.1)
    prepare(source_of(text), tmp_path / "out", 0.1)
    meta = tmp_path / "out" / "meta.json"
    meta.write_text(meta.read_text().replace('"val_tokens": ', '"val_tokens": -'))
    with pytest.raises(TokensError, match="not what `grader prepare` writes"):
        read_meta(tmp_path / "out")


def test_a_mark_at_the_front_is_dropped_and_line_ends_are_kept(tmp_path):
    (tmp_path / "t").write_bytes("\ufeffone\r\ntwo\n".encode())
    prepare(source_of(tmp_path / "t"), tmp_path / "out", 0)
    assert gpt2().decode(whole(tmp_path / "out").tolist()) == "one\r\ntwo\n"


def test_prepared_from_the_same_source_is_left_as_it_is(text, tmp_path):
    run(text, "--out", tmp_path / "out")
    before = (tmp_path / "out" / "train.bin").stat().st_mtime_ns
    done = run(text, "--out", tmp_path / "out")
    assert done.returncode == 0 and "already" in done.stdout
    assert (tmp_path / "out" / "train.bin").stat().st_mtime_ns == before
    done = run(text, "--out", tmp_path / "out", "--val-fraction", 0.5)
    assert done.returncode == 0 and "written over" in done.stdout


def test_another_sources_tokens_are_overwritten_only_if_told(text, tmp_path):
    run(text, "--out", tmp_path / "out")
    before = whole(tmp_path / "out").tolist()
    (tmp_path / "other").write_text("another text, of other words")
    done = run(tmp_path / "other", "--out", tmp_path / "out")
    assert done.returncode == 2 and "another source, text.txt" in done.stderr and "--replace" in done.stderr
    assert whole(tmp_path / "out").tolist() == before
    done = run(tmp_path / "other", "--out", tmp_path / "out", "--replace")
    assert done.returncode == 0 and "written over what was prepared from text.txt" in done.stdout
    assert whole(tmp_path / "out").tolist() == gpt2().encode_ordinary("another text, of other words")


def test_an_old_map_reads_on_while_its_files_are_replaced(text, tmp_path):
    prepare(source_of(text), tmp_path / "out", 0)
    held = read_tokens(tmp_path / "out", "train")
    before = held.tolist()
    (tmp_path / "other").write_text("another text")
    prepare(source_of(tmp_path / "other"), tmp_path / "out", 0)
    assert held.tolist() == before


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda at: None, "does not exist"),
        (lambda at: at.mkdir(), "has no files"),
        (lambda at: at.write_bytes(b""), "has no text"),
        (lambda at: at.write_bytes(b"good\xff\xfebad"), "not UTF-8"),
        (lambda at: at.write_bytes("half a sign: é".encode()[:-1]), "not UTF-8"),
    ],
)
def test_a_bad_source_is_refused_in_words_and_leaves_nothing(make, said, tmp_path):
    make(tmp_path / "source")
    done = run(tmp_path / "source", "--out", tmp_path / "deep" / "out")
    assert done.returncode == 2 and said in done.stderr
    assert not (tmp_path / "deep").exists()


@pytest.mark.parametrize("fraction", [-0.1, 1, 2, "nan"])
def test_a_bad_fraction_is_refused_in_words(fraction, text, tmp_path):
    done = run(text, "--out", tmp_path / "out", f"--val-fraction={fraction}")
    assert done.returncode == 2 and "--val-fraction" in done.stderr


def test_a_folder_of_other_files_is_never_written_to(text, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("mine")
    done = run(text, "--out", tmp_path / "out", "--replace")
    assert done.returncode == 2 and "thesis.tex" in done.stderr
    done = run(text, "--out", text)
    assert done.returncode == 2 and "is a file" in done.stderr


def test_unknown_token_files_are_overwritten_only_if_told(text, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "train.bin").write_bytes(b"1234")
    done = run(text, "--out", tmp_path / "out")
    assert done.returncode == 2 and "train.bin of unknown source" in done.stderr
    assert run(text, "--out", tmp_path / "out", "--replace").returncode == 0


def test_an_out_among_the_documents_is_refused(text, tmp_path):
    done = run(tmp_path, "--out", tmp_path / "tokens")
    assert done.returncode == 2 and "outside of it" in done.stderr


def test_an_interrupted_preparation_leaves_what_stood_there(text, tmp_path):
    prepare(source_of(text), tmp_path / "out", 0)
    before = whole(tmp_path / "out").tolist()
    (tmp_path / "other").write_text("another text")

    def interrupt(count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(source_of(tmp_path / "other"), tmp_path / "out", 0, interrupt)
    assert whole(tmp_path / "out").tolist() == before
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(tokens.FILES)


def test_damaged_token_files_are_refused_in_words(text, tmp_path):
    with pytest.raises(TokensError, match="not prepared"):
        read_tokens(tmp_path, "train")
    prepare(source_of(text), tmp_path / "out", 0)
    assert len(read_tokens(tmp_path / "out", "val")) == 0
    with (tmp_path / "out" / "train.bin").open("ab") as file:
        file.write(b"x")
    with pytest.raises(TokensError, match="Prepare the folder again"):
        read_tokens(tmp_path / "out", "train")
    (tmp_path / "out" / "meta.json").write_text("[]")
    with pytest.raises(TokensError, match="Remove the folder"):
        read_tokens(tmp_path / "out", "train")
