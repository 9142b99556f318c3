"""`grader weights --repo` of weights in several files: each is verified by the hub's own hash, and none is lost."""

import hashlib
import json

import numpy as np
import pytest
from safetensors.numpy import load_file

from reference import layouts
from reference.checkpoint_config import config_json
from tests.lab.weights.conftest import REVISION, SMALL, hub_state
from tests.lab.weights.standin import Hub
from tests.lab.weights.test_fetch import IMPATIENT, SMALL_CHUNKS

pytest.importorskip("huggingface_hub", reason="the client is not installed: pip install -e '.[weights]'")
pytest.importorskip("torch", reason="PyTorch writes the .bin files: pip install -e '.[oracle]'")
from tests.lab.weights.forms import sharded, sharded_bin

REPO = "someone/large"


@pytest.fixture(params=[sharded, sharded_bin], ids=["safetensors", "bin"])
def files(request, tmp_path):
    request.param(tmp_path)
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    return found | {"config.json": config_json(SMALL, tied=True).encode()}


@pytest.fixture
def hub(files):
    """A repository whose small files have git's hashes, as a real hub's have, and its shards their sha256."""
    with Hub(REPO, REVISION, files) as hub, Hub(REPO, "main", files) as main:
        hub.etags = {name: hashlib.sha1(name.encode()).hexdigest() for name in files if name.endswith(".json")}
        hub.beside = [main]
        yield hub


def shards(files):
    return sorted(name for name in files if "-of-" in name)


def stored(grader):
    return grader.work / ".grader" / "weights" / "someone--large"


def aside(grader):
    return list((grader.home / "hub").glob("models--*/blobs/*.refused*"))


def test_all_shards_are_fetched_pinned_and_verified(grader, hub, files):
    done = grader("weights", "--repo", REPO, endpoint=hub.endpoint)
    assert done.returncode == 0, done.stderr
    assert f"{REPO} at revision {REVISION}" in done.stdout
    for name in shards(files):
        sha256 = hashlib.sha256(files[name]).hexdigest()
        assert f"{name}, {len(files[name]):,} bytes, sha256 {sha256} verified" in " ".join(done.stdout.split())
    found, wanted = load_file(stored(grader) / "model.safetensors"), layouts.rename(hub_state(SMALL))
    assert found.keys() == wanted.keys() and all(np.array_equal(found[name], wanted[name]) for name in wanted)
    offline = grader("weights", "--repo", REPO, env={"HF_HUB_OFFLINE": "1"})
    assert offline.returncode == 0 and "the name of the cache's blob" in offline.stdout, offline.stderr


def test_an_interrupted_fetch_goes_on_in_the_middle_of_a_shard(grader, hub, files):
    hub.cut, hub.cut_at = 3, 4_000  # config.json and the index come whole, the first shard is cut
    first = grader("weights", "--repo", REPO, endpoint=hub.endpoint, before=SMALL_CHUNKS + IMPATIENT)
    assert first.returncode == 130 and "goes on from there" in first.stdout
    hub.asked.clear()
    second = grader("weights", "--repo", REPO, endpoint=hub.endpoint, before=SMALL_CHUNKS)
    assert second.returncode == 0, second.stderr
    assert hub.starts == [4_000, 0], "the rest of the first shard, and the second"


def test_a_shard_that_is_not_the_hubs_is_kept_aside_and_the_others_stay(grader, hub, files):
    second = shards(files)[1]
    hub.etags[second] = "0" * 64
    done = grader("weights", "--repo", REPO, endpoint=hub.endpoint)
    assert done.returncode == 2 and "damaged or another file" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr and not stored(grader).exists()
    assert [path.read_bytes() for path in aside(grader)] == [files[second]]
    del hub.etags[second]
    hub.asked.clear()
    again = grader("weights", "--repo", REPO, endpoint=hub.endpoint)
    assert again.returncode == 0, again.stderr
    assert len(hub.starts) == 1, "only the refused shard is fetched anew"


def test_offline_a_repository_of_which_a_shard_is_missing_is_not_taken(grader, hub, files):
    assert grader("weights", "--repo", REPO, endpoint=hub.endpoint).returncode == 0
    snapshot = next((grader.home / "hub").glob("models--*/snapshots/*"))
    (snapshot / shards(files)[0]).unlink()
    done = grader("weights", "--repo", REPO, env={"HF_HUB_OFFLINE": "1"})
    assert done.returncode == 2 and "is not in" in done.stderr


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["../../../etc/passwd"], "names ../../../etc/passwd, which is no file beside it"),
        (["model-00009-of-00009.safetensors"], "names model-00009-of-00009.safetensors, which is not there"),
        ([7], "is no index of a checkpoint's files"),
    ],
)
def test_an_index_that_names_what_is_not_there_is_refused(grader, hub, files, names, said):
    index = next(name for name in files if name.endswith(".index.json"))
    files[index] = json.dumps({"weight_map": dict(enumerate(names))}).encode()
    done = grader("weights", "--repo", REPO, endpoint=hub.endpoint)
    assert done.returncode == 2 and said in " ".join(done.stderr.split()) and "Traceback" not in done.stderr
