"""`grader weights --repo`: any GPT-2 of a hub on 127.0.0.1, pinned and verified; offline, the user's own cache."""

import hashlib
import json

import pytest

from reference.checkpoint_config import config_json
from tests.lab.weights.conftest import REVISION, SMALL
from tests.lab.weights.standin import Hub

pytest.importorskip("huggingface_hub", reason="the client is not installed: pip install -e '.[weights]'")

REPO = "someone/fine-tune"
CONFIG = config_json(SMALL, tied=True).encode()


@pytest.fixture
def files(checkpoint):
    return {"model.safetensors": checkpoint.read_bytes(), "config.json": CONFIG}


@pytest.fixture
def fine_tune(files):
    """A repository whose branch main is at REVISION."""
    with Hub(REPO, REVISION, files) as hub, Hub(REPO, "main", files) as main:
        hub.beside = [main]
        yield hub


def stored(grader, name="someone--fine-tune"):
    return grader.work / ".grader" / "weights" / name


def test_a_repository_is_fetched_pinned_verified_and_stored_under_its_name(grader, fine_tune, files):
    done = grader("weights", "--repo", REPO, endpoint=fine_tune.endpoint)
    assert done.returncode == 0, done.stderr
    sha256 = hashlib.sha256(files["model.safetensors"]).hexdigest()
    assert f"at revision {REVISION}" in done.stdout and f"sha256 {sha256} verified" in done.stdout
    assert (stored(grader) / "model.safetensors").read_bytes() == files["model.safetensors"]
    assert f"--checkpoint {stored(grader).relative_to(grader.work)}" in done.stdout
    offline = grader("weights", "--repo", REPO)
    assert offline.returncode == 0 and REVISION in offline.stdout, offline.stderr
    named = grader("weights", "--repo", REPO, "--revision", REVISION, endpoint=fine_tune.endpoint)
    assert named.returncode == 0, named.stderr


def test_what_does_not_match_the_hubs_hash_is_refused(grader, fine_tune):
    fine_tune.etags["model.safetensors"] = "0" * 64
    done = grader("weights", "--repo", REPO, endpoint=fine_tune.endpoint)
    assert done.returncode == 2 and "sha256" in done.stderr and "damaged" in done.stderr
    assert not stored(grader).exists()


def test_a_hub_that_names_no_sha256_is_refused(grader, fine_tune):
    fine_tune.etag = "0" * 40  # a small file's, of git
    done = grader("weights", "--repo", REPO, endpoint=fine_tune.endpoint)
    assert done.returncode == 2 and "cannot be verified" in done.stderr and fine_tune.starts == []


def test_another_architecture_is_refused_before_its_weights_are_fetched(grader, fine_tune, files):
    files["config.json"] = json.dumps({"model_type": "bert"}).encode()
    done = grader("weights", "--repo", REPO, endpoint=fine_tune.endpoint)
    assert done.returncode == 2 and "is of a bert, which is no GPT-2" in done.stderr
    assert len(fine_tune.starts) == 1, "config.json alone"


def test_a_repository_without_weights_is_refused(grader, fine_tune, files):
    del files["model.safetensors"]
    done = grader("weights", "--repo", REPO, endpoint=fine_tune.endpoint)
    assert done.returncode == 2 and "has none of model.safetensors, " in done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--repo", "../../etc"), "no repository of a hub"),
        (("--repo", "a/b", "--from", "x"), "give one of them"),
        (("--revision", "main"), "name it by --repo"),
        (("--repo", "a/b", "--gelu", "erf"), "--gelu and --heads say"),
        (("--repo", "someone/else"), "grader weights --from FOLDER"),
    ],
)
def test_what_cannot_be_fetched_is_said_in_words(options, told, grader):
    done = grader("weights", *options)
    assert done.returncode == 2 and told in " ".join(done.stderr.split()) and "Traceback" not in done.stderr


def in_cache(grader, files, name, revision):
    """Lay files out as the hub's client keeps them: blobs by hash, snapshots by revision."""
    root = grader.home / "hub" / f"models--{name}"
    snapshot = root / "snapshots" / revision
    snapshot.mkdir(parents=True)
    (root / "blobs").mkdir(exist_ok=True)
    for file, body in files.items():
        blob = root / "blobs" / hashlib.sha256(body).hexdigest()
        blob.write_bytes(body)
        (snapshot / file).symlink_to(blob)
    return root


@pytest.mark.parametrize("cached", ["gpt2", "openai-community--gpt2"])
@pytest.mark.parametrize("asked", ["gpt2", "openai-community/gpt2"])
def test_a_model_is_found_in_the_users_cache_under_its_old_name_and_its_new(cached, asked, grader, files):
    in_cache(grader, files, cached, "any-revision")
    done = grader("weights", "--repo", asked, env={"HF_HUB_OFFLINE": "1"})
    assert done.returncode == 0 and "any-revision" in done.stdout, done.stderr
    assert (stored(grader, asked.replace("/", "--")) / "config.json").is_file()


def test_weights_that_the_cache_has_under_another_name_are_not_fetched_again(grader, fine_tune, files):
    in_cache(grader, {"model.safetensors": files["model.safetensors"]}, "gpt2", "one")
    done = grader("weights", "--repo", REPO, endpoint=fine_tune.endpoint)
    assert done.returncode == 0, done.stderr
    assert (stored(grader) / "model.safetensors").read_bytes() == files["model.safetensors"]
    assert len(fine_tune.starts) == 1, "config.json alone"


@pytest.mark.parametrize(("revision", "code"), [("main", 0), ("two", 0), ("three", 2)])
def test_offline_a_revision_is_the_one_that_was_asked_for(revision, code, grader, files):
    in_cache(grader, files, "gpt2", "one")
    root = in_cache(grader, files, "gpt2", "two")
    (root / "refs").mkdir()
    (root / "refs" / "main").write_text("two")
    done = grader("weights", "--repo", "gpt2", "--revision", revision, env={"HF_HUB_OFFLINE": "1"})
    assert done.returncode == code and ("at revision two" in done.stdout) == (code == 0), done.stderr


def test_a_damaged_file_of_the_cache_is_refused(grader, files):
    root = in_cache(grader, files, "gpt2", "one")
    blob = root / "blobs" / hashlib.sha256(files["model.safetensors"]).hexdigest()
    body = files["model.safetensors"]
    blob.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    done = grader("weights", "--repo", "gpt2", env={"HF_HUB_OFFLINE": "1"})
    assert done.returncode == 2 and "is damaged" in done.stderr and not stored(grader, "gpt2").exists()
