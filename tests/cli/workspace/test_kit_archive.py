"""A new kit is read from an archive or a folder; what is no whole kit gets one sentence."""

import shutil
import zipfile
from pathlib import Path

import pytest

from grader.cli.workspace.kit_archive import read_kit
from grader.course.kit_manifest import KIT_FILE, KitManifest
from grader.errors import BadInput
from grader.files import digest
from tests.cli.workspace.kit_copies import CHAPTER, LATER, STUB, append, release


@pytest.fixture
def archive(later, tmp_path):
    append(later / CHAPTER, "\nA new sentence.\n")
    return Path(shutil.make_archive(str(tmp_path / "new"), "zip", release(later).parent, later.name))


@pytest.mark.parametrize("kind", ["zip", "gztar", "tar", "folder", "nested"])
def test_a_kit_is_read_from_archives_and_folders(later, tmp_path, kind):
    release(later)
    place = later
    if kind == "nested":
        place = tmp_path / "out"
        shutil.copytree(later, place / "kit")
    elif kind != "folder":
        place = Path(shutil.make_archive(str(tmp_path / "new"), kind, later))
    assert read_kit(place).manifest.released == LATER


def bad(tmp_path, later, archive):
    """Yield places that are no whole kit, each with a word of what is said of it."""
    yield tmp_path / "none.zip", "does not exist"
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("readme.txt", "hello")
    yield other, "holds no kit"
    cut = tmp_path / "cut.zip"
    cut.write_bytes(archive.read_bytes()[:-5000])
    yield cut, "cut off"
    damaged = tmp_path / "damaged.zip"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = b"x" * 400
    damaged.write_bytes(content)
    yield damaged, "nothing was changed"
    tar = Path(shutil.make_archive(str(tmp_path / "whole"), "gztar", later))
    half = tmp_path / "half.tar.gz"
    half.write_bytes(tar.read_bytes()[: tar.stat().st_size // 2])
    yield half, "nothing was changed"
    text = tmp_path / "text.zip"
    text.write_text("no zip")
    yield text, "no folder, and no zip"
    (tmp_path / "empty").mkdir()
    yield tmp_path / "empty", "holds no kit"
    outside = tmp_path / "outside.zip"
    with zipfile.ZipFile(outside, "w") as packed:
        packed.writestr(KIT_FILE, KitManifest(LATER, {"../out.txt": digest(b"")}, {}).text())
        packed.writestr("../out.txt", "")
    yield outside, "outside the kit"
    manifest = tmp_path / "manifest.zip"
    with zipfile.ZipFile(manifest, "w") as packed:
        packed.writestr(KIT_FILE, "[1, 2]")
    yield manifest, "not as it was released"
    worked_in = shutil.copytree(later, tmp_path / "worked")
    append(worked_in / STUB, "mine = 1\n")
    yield worked_in, "worked in"
    missing = shutil.copytree(later, tmp_path / "missing")
    (missing / STUB).unlink()
    yield missing, "lacks"


def test_what_is_no_whole_kit_gets_one_sentence(tmp_path, later, archive):
    for place, word in bad(tmp_path, later, archive):
        with pytest.raises(BadInput) as refused:
            read_kit(place)
        assert word in str(refused.value), (place.name, str(refused.value))
