"""`grader weights` and the real client against a hub on 127.0.0.1: fetch, resume, refuse, and say why not."""

import hashlib
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from reference import published
from tests.lab.weights.conftest import REVISION, config_of, kept
from tests.lab.weights.standin import Hub

pytest.importorskip("huggingface_hub", reason="the client is not installed: pip install -e '.[weights]'")


SMALL_CHUNKS = "import huggingface_hub.constants as c\nc.DOWNLOAD_CHUNK_SIZE = 1_000\n"
"""The client writes whole chunks, of 10 MB: a small file would never be cut between two."""
IMPATIENT = """
import huggingface_hub.file_download as f
def stop(seconds):
    raise KeyboardInterrupt
f.time.sleep = stop  # a student's Ctrl-C while the client waits to try again
"""
HIDDEN = """
import importlib.util as u
found = u.find_spec
u.find_spec = lambda name, *more: None if name == "huggingface_hub" else found(name, *more)
"""
FULL = """
import shutil, collections
shutil.disk_usage = lambda folder: collections.namedtuple("usage", "total used free")(9, 8, 1)
"""


def test_the_file_is_fetched_verified_and_cached(grader, hub, checkpoint):
    done = grader("weights", endpoint=hub.endpoint, env={"TQDM_POSITION": "-1"})  # its bar, though nobody is looking
    assert done.returncode == 0, done.stderr
    assert "the published GPT-2 124M" in done.stdout and "verified" in done.stdout and "100%" in done.stderr
    folder = kept(grader)
    assert (folder / "model.safetensors").read_bytes() == checkpoint.read_bytes()
    assert config_of(folder)["n_head"] == 2 and config_of(folder)["activation_function"] == "gelu_new"
    entry = grader.home / "hub" / "models--someone--small" / "snapshots" / REVISION / "model.safetensors"
    assert entry.resolve() == (folder / "model.safetensors").resolve()
    assert not list(grader.home.rglob("*.partial"))

    hub.asked.clear()
    again = grader("weights", endpoint=hub.endpoint)
    assert again.returncode == 0 and not hub.asked, "what is in the cache is not asked for again"
    offline = grader("weights", env={"HF_HUB_OFFLINE": "1"})
    assert offline.returncode == 0, offline.stderr


def test_a_transfer_that_is_cut_goes_on_where_it_was(grader, hub, checkpoint):
    hub.cut = 1
    done = grader("weights", endpoint=hub.endpoint, before=SMALL_CHUNKS)
    assert done.returncode == 0, done.stderr
    assert hub.starts == [0, 5_000]
    assert (kept(grader) / "model.safetensors").read_bytes() == checkpoint.read_bytes()


def test_a_transfer_that_was_given_up_goes_on_in_the_next_run(grader, hub, checkpoint):
    hub.cut, hub.cut_at = 1, 7_000
    first = grader("weights", endpoint=hub.endpoint, before=SMALL_CHUNKS + IMPATIENT)
    assert first.returncode == 130 and "goes on from there" in first.stdout
    assert [path.stat().st_size for path in grader.home.rglob("*.partial")] == [7_000]
    second = grader("weights", endpoint=hub.endpoint)
    assert second.returncode == 0, second.stderr
    assert hub.starts == [0, 7_000]
    assert (kept(grader) / "model.safetensors").read_bytes() == checkpoint.read_bytes()


def test_no_token_is_sent_to_another_host(grader, hub, checkpoint):
    with Hub("blobs", "x", hub.files) as cdn:
        hub.elsewhere, cdn.cut = cdn, 1
        done = grader("weights", endpoint=hub.endpoint, before=SMALL_CHUNKS, env={"HF_TOKEN": "hf_secret"})
        assert done.returncode == 0, done.stderr
        assert cdn.starts == [0, 5_000] and set(cdn.tokens) == {None}
        assert "Bearer hf_secret" in hub.tokens
    assert (kept(grader) / "model.safetensors").read_bytes() == checkpoint.read_bytes()


def test_a_hub_that_cannot_resume_is_read_from_the_start(grader, hub, checkpoint):
    hub.cut, hub.deaf = 1, True
    assert grader("weights", endpoint=hub.endpoint).returncode == 0
    assert (kept(grader) / "model.safetensors").read_bytes() == checkpoint.read_bytes()


def test_a_file_of_another_hash_is_kept_aside_and_never_used(grader, hub, checkpoint):
    body = bytearray(checkpoint.read_bytes())
    body[-1] ^= 1
    hub.files["model.safetensors"] = bytes(body)
    done = grader("weights", endpoint=hub.endpoint)
    assert done.returncode == 2 and "sha256" in done.stderr and "damaged" in done.stderr
    (aside,) = grader.home.rglob("*.refused")
    assert aside.read_bytes() == bytes(body) and str(aside) in done.stderr
    assert not kept(grader).exists() and not list(grader.home.rglob("*.safetensors"))


def test_a_file_of_another_size_is_not_even_fetched(grader, hub, checkpoint):
    hub.files["model.safetensors"] = checkpoint.read_bytes()[:-9]
    done = grader("weights", endpoint=hub.endpoint)
    assert done.returncode == 2 and "not the published file" in done.stderr and hub.starts == []


def test_a_damaged_file_in_the_cache_is_set_aside(grader, hub):
    assert grader("weights", endpoint=hub.endpoint).returncode == 0
    blob = (kept(grader) / "model.safetensors").resolve()
    blob.write_bytes(blob.read_bytes()[:-100])
    done = grader("weights", endpoint=hub.endpoint)
    assert done.returncode == 2 and "truncated" in done.stderr and ".refused" in done.stderr
    assert not (kept(grader) / "model.safetensors").exists(), "the broken file is out of every command's reach"
    again = grader("weights", endpoint=hub.endpoint)
    assert again.returncode == 0, again.stderr


def test_a_missing_file_is_said_with_its_address(grader, hub):
    done = grader("weights", endpoint=hub.endpoint, file="other.safetensors")
    assert done.returncode == 2 and "does not exist there" in done.stderr and hub.endpoint in done.stderr


@pytest.mark.parametrize("env", [{}, {"HF_HUB_OFFLINE": "1"}], ids=["closed port", "offline"])
def test_without_a_network_it_says_how_to_do_it_by_hand(grader, checkpoint, env):
    done = grader("weights", env=env)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    for said in ("model.safetensors", "http://127.0.0.1:9/someone/small", f"{checkpoint.stat().st_size:,} bytes"):
        assert said in done.stderr
    assert "sha256" in done.stderr and "grader weights --from PATH" in done.stderr


def test_without_the_client_it_says_how_to_get_it(grader):
    done = grader("weights", before=HIDDEN)
    assert done.returncode == 2 and "pip install -e '.[weights]'" in done.stderr


def test_a_disk_without_room_is_said_before_anything_is_fetched(grader, hub):
    done = grader("weights", endpoint=hub.endpoint, before=FULL)
    assert done.returncode == 2 and "free" in done.stderr and "HF_HOME" in done.stderr and hub.starts == []


def test_what_answers_without_being_a_hub_is_refused(grader, hub):
    hub.revision = ""  # X-Repo-Commit is what tells a hub
    done = grader("weights", endpoint=hub.endpoint)
    assert done.returncode == 2 and "not served by a hub" in done.stderr and hub.starts == []


def test_an_etag_that_would_leave_the_cache_is_refused(grader, hub):
    hub.etag = "../../../evil"
    done = grader("weights", endpoint=hub.endpoint)
    assert done.returncode == 2 and "not served by a hub" in done.stderr and hub.starts == []
    assert not list(grader.home.rglob("evil*"))


def test_a_partial_file_that_does_not_fit_is_fetched_anew(grader, hub, checkpoint):
    blobs = grader.home / "hub" / "models--someone--small" / "blobs"
    blobs.mkdir(parents=True)
    body = checkpoint.read_bytes()
    (blobs / f"{hashlib.sha256(body).hexdigest()}.partial").write_bytes(b"another file's beginning")
    hub.refuses = 1
    done = grader("weights", endpoint=hub.endpoint)
    assert done.returncode == 0, done.stderr
    assert hub.starts == [24, 0] and (kept(grader) / "model.safetensors").read_bytes() == body


def test_two_that_fetch_at_once_transfer_the_file_once(grader, hub):
    hub.slow = 1.0
    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in [pool.submit(grader, "weights", endpoint=hub.endpoint) for _ in range(2)]]
    assert [each.returncode for each in done] == [0, 0], [each.stderr for each in done]
    assert hub.starts == [0]


def test_a_hub_that_sends_next_to_nothing_is_given_up(grader, hub):
    hub.crumb = 10
    done = grader("weights", endpoint=hub.endpoint, before="import grader.lab.weights.fetch as g\ng.MAX_TRIES = 3\n")
    assert done.returncode == 2 and "could not be read" in done.stderr and hub.starts == [0, 10, 20]


def test_a_cache_that_cannot_be_written_is_named(grader, hub, tmp_path):
    (tmp_path / "file").write_text("no folder")
    done = grader("weights", endpoint=hub.endpoint, env={"HF_HOME": str(tmp_path / "file")})
    assert done.returncode == 2 and "cannot be written: Not a directory" in done.stderr and "HF_HOME" in done.stderr


def test_run_and_benchmark_say_how_to_get_what_is_not_there(grader):
    done = grader("benchmark", "--pieces", "solutions")
    assert done.returncode == 2 and "`grader weights` fetches" in done.stderr


def test_the_benchmarks_texts_are_fetched_and_verified_too(grader, data):
    texts = {"wiki.zip": zipped((data / "wiki.test.raw").read_bytes())}
    texts["lambada.jsonl"] = (data / "lambada_test.jsonl").read_bytes()
    remotes = {
        name: {"repo": "someone/texts", "revision": "main", "file": file, "size": len(body), "kind": "dataset"}
        | {"sha256": hashlib.sha256(body).hexdigest()}
        for name, (file, body) in zip(("WIKITEXT", "LAMBADA"), texts.items(), strict=True)
    }
    before = "".join(f"published.{name} = published.HubFile(**{remote})\n" for name, remote in remotes.items())
    few = ("--pieces", "solutions", "--checkpoint", "synthetic:tiny", "--tokens", 80, "--passages", 2)
    with Hub("someone/texts", "main", texts, kind="dataset") as hub:
        done = grader("benchmark", *few, endpoint=hub.endpoint, before=before, env={"GPT2_DATA": ""})
        assert done.returncode == 0, done.stderr
        assert "79" in done.stdout and len(hub.starts) == 2


def zipped(body):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(published.WIKITEXT_MEMBER, body)
    return made.getvalue()


def test_a_file_in_the_cache_serves_under_any_repository_and_revision(grader, checkpoint):
    body = checkpoint.read_bytes()
    blob = grader.home / "hub" / "models--gpt2" / "blobs" / hashlib.sha256(body).hexdigest()
    blob.parent.mkdir(parents=True)
    blob.write_bytes(body)
    done = grader("weights", env={"HF_HUB_OFFLINE": "1"})
    assert done.returncode == 0 and "verified" in done.stdout, done.stderr
