"""`grader update` in a kit: a later kit's chapters, judge and stubs, and everything that a student wrote."""

import json
import shutil
import time
from pathlib import Path

import pytest

from grader.cli.workspace import update_kit as module
from grader.cli.workspace.kit_archive import read_kit
from grader.cli.workspace.update_kit import update_kit
from grader.course.kit_manifest import KIT_FILE, parse_manifest
from grader.files import digest
from tests.cli.workspace.kit_copies import (
    CHAPTER,
    NOTEBOOK,
    PART,
    STUB,
    append,
    cell,
    grader,
    outside_the_store,
    release,
    snapshot,
    solve,
    source,
    write_notebook,
)

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[instructor]'")

from grader.instructor.release.kit import build_kit


def test_a_kit_says_what_was_released_in_it(base):
    manifest = parse_manifest((base / KIT_FILE).read_bytes())
    assert manifest.files == {n: digest(c) for n, c in snapshot(base).items() if n != KIT_FILE}
    assert "softmax-marks" in manifest.cells[NOTEBOOK] and "chapter" in manifest.cells[NOTEBOOK]


def test_a_kit_released_again_stays_byte_for_byte(kit):
    before = snapshot(kit)
    build_kit(kit)
    assert snapshot(kit) == before


def test_a_release_takes_away_what_the_one_before_had_and_it_has_not(kit):
    (kit / "exercises" / PART / "gone.py").write_text("stub = 1\n")
    release(kit)
    build_kit(kit)
    assert not (kit / "exercises" / PART / "gone.py").exists()


def test_what_was_not_written_in_becomes_new_and_what_was_stays(kit, later):
    mine = solve(kit, "relu")
    append(later / CHAPTER, "\nA new sentence.\n")
    append(later / STUB, "# a new stub\n")
    append(later / "exercises" / PART / "scale.py", "# a new stub\n")
    changes = update_kit(kit, read_kit(release(later)))
    assert (kit / STUB).read_text() == mine and changes.conflicts == [STUB]
    assert (kit / f"{STUB}.new").read_text().endswith("# a new stub\n")
    assert {*changes.updated} == {CHAPTER, f"exercises/{PART}/scale.py"}
    assert (kit / CHAPTER).read_bytes() == (later / CHAPTER).read_bytes()


def test_the_judge_becomes_new_whole_and_what_was_changed_in_it_is_kept(kit, later):
    append(kit / "grader" / "errors.py", "# mine\n")
    (later / "grader" / "course" / "captions.py").unlink()
    append(later / "grader" / "files.py", "# new\n")
    changes = update_kit(kit, read_kit(release(later)))
    for folder in ("grader", "reference", "stubs"):
        assert snapshot(kit / folder) == snapshot(later / folder)
    assert (kit / changes.kept["grader/errors.py"]).read_text().endswith("# mine\n")
    assert {"grader/files.py", "grader/course/captions.py"} <= {*changes.judged_anew}


def test_in_a_notebook_answers_and_own_cells_stay_and_the_course_s_become_new(kit, later):
    answer, derivation = "%%exercise softmax\nmine = 1", "My own derivation, $dx$."

    def mine(notebook):
        cell(notebook, "softmax")["source"] = answer
        cell(notebook, "derivation")["source"] = derivation
        at = notebook["cells"].index(cell(notebook, "softmax"))
        own = {"cell_type": "code", "metadata": {}, "source": "helper = 2", "outputs": [], "execution_count": None}
        notebook["cells"].insert(at + 1, own)
        cell(notebook, "softmax-check")["source"] += "\nprint('what I tried')"

    def new(notebook):
        notebook["cells"][0]["source"] += "\n\nA new sentence."
        cell(notebook, "softmax")["source"] += "\n# a new stub"
        cell(notebook, "cross_entropy")["source"] += "\n# a new stub"

    write_notebook(kit, mine)
    write_notebook(later, new)
    before = (kit / NOTEBOOK).read_bytes()
    changes = update_kit(kit, read_kit(release(later)))
    told = source(kit)
    notebook = json.loads((kit / NOTEBOOK).read_text())
    assert told[0].endswith("A new sentence.")
    assert cell(notebook, "softmax")["source"] == answer and cell(notebook, "derivation")["source"] == derivation
    assert cell(notebook, "cross_entropy")["source"].endswith("# a new stub")
    assert told[told.index(answer) + 1] == "helper = 2"
    assert cell(notebook, "softmax-check")["source"] == 'check("softmax")'
    assert told.count("check(\"softmax\")\nprint('what I tried')") == 1
    assert (kit / changes.kept[NOTEBOOK]).read_bytes() == before
    assert len({c["id"] for c in notebook["cells"]}) == len(notebook["cells"])
    assert not update_kit(kit, read_kit(later))


def test_of_two_answers_the_one_that_counts_stays_last_and_its_lost_id_comes_back(kit, later):
    def mine(notebook):
        first = cell(notebook, "softmax")
        first["source"] = "%%exercise softmax\nfirst = 1"
        del first["metadata"]["nbgrader"]
        at = notebook["cells"].index(first)
        notebook["cells"].insert(at + 1, {**first, "source": "%%exercise softmax\nsecond = 2"})

    write_notebook(kit, mine)
    write_notebook(later, lambda notebook: notebook["cells"][0].update(source="# New"))
    update_kit(kit, read_kit(release(later)))
    told = source(kit)
    assert told.index("%%exercise softmax\nfirst = 1") == told.index("%%exercise softmax\nsecond = 2") - 1
    assert cell(json.loads((kit / NOTEBOOK).read_text()), "softmax")["source"].endswith("second = 2")


def test_an_answer_to_what_is_asked_no_more_stays_as_a_cell_and_as_a_file(kit, later):
    solve(kit, "softmax")
    write_notebook(kit, lambda notebook: cell(notebook, "softmax").update(source="%%exercise softmax\nmine = 1"))

    def without(notebook):
        notebook["cells"] = [c for c in notebook["cells"] if "softmax" not in c["id"].split("-")[:2]]

    write_notebook(later, without)
    (later / "exercises" / "part04_loss" / "softmax.py").unlink()
    (later / "exercises" / "part04_loss" / "cross_entropy.py").unlink()
    changes = update_kit(kit, read_kit(release(later)))
    assert "%%exercise softmax\nmine = 1" in source(kit)
    assert (kit / "exercises" / "part04_loss" / "softmax.py").is_file()
    assert changes.removed == ["exercises/part04_loss/cross_entropy.py"]


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"cells": 3}', b'{"cells": [3]}', b"\xff\xfe"])
def test_a_notebook_that_is_none_stays_and_the_new_one_is_laid_beside_it(kit, later, content):
    (kit / NOTEBOOK).write_bytes(content)
    write_notebook(later, lambda notebook: notebook["cells"][0].update(source="# New"))
    changes = update_kit(kit, read_kit(release(later)))
    assert (kit / NOTEBOOK).read_bytes() == content and changes.conflicts == [NOTEBOOK]
    assert (kit / f"{NOTEBOOK}.new").read_bytes() == (later / NOTEBOOK).read_bytes()


def test_a_kit_whose_manifest_was_lost_is_updated_and_loses_nothing(kit, later):
    (kit / KIT_FILE).unlink()
    mine = solve(kit, "relu")
    write_notebook(kit, lambda notebook: cell(notebook, "softmax").update(source="%%exercise softmax\nmine = 1"))
    append(later / STUB, "# a new stub\n")
    update_kit(kit, read_kit(release(later)))
    assert (kit / STUB).read_text() == mine and "%%exercise softmax\nmine = 1" in source(kit)
    assert (kit / KIT_FILE).read_bytes() == (later / KIT_FILE).read_bytes()


def test_interrupted_at_any_write_an_update_loses_nothing_and_is_taken_up(kit, later, tmp_path, monkeypatch):
    mine = solve(kit, "relu")
    write_notebook(kit, lambda notebook: cell(notebook, "softmax").update(source="%%exercise softmax\nmine = 1"))
    for name in (CHAPTER, STUB, "grader/files.py", "reference/oracles.py", f"stubs/{PART}/relu.py"):
        append(later / name, "\n# new\n")
    write_notebook(later, lambda notebook: notebook["cells"][0].update(source="# New"))
    new = read_kit(release(later))
    finished = shutil.copytree(kit, tmp_path / "finished")
    update_kit(finished, new)
    rename, stops = Path.rename, 0
    while stops < 12:
        at, cut = {"n": 0}, shutil.copytree(kit, tmp_path / f"cut{stops}")

        def counted(self, target, at=at, stop=stops):
            at["n"] += 1
            if at["n"] == stop + 1:
                raise KeyboardInterrupt
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", counted)
        try:
            update_kit(cut, new)
            done = True
        except KeyboardInterrupt:
            done = False
        monkeypatch.setattr(Path, "rename", rename)
        assert (cut / STUB).read_text() == mine and "%%exercise softmax\nmine = 1" in source(cut)
        assert all((cut / folder).is_dir() for folder in module.JUDGE)
        update_kit(cut, new)
        assert outside_the_store(cut) == outside_the_store(finished)
        if done:
            break
        stops += 1
    assert done and stops >= 6


@pytest.mark.timeout(120)
def test_the_command_says_what_changed_and_judges_again_what_had_passed(kit, later, tmp_path):
    solve(kit, "central_difference")
    solve(kit, "squared_error")
    grader(kit, "check", "central_difference")
    grader(kit, "check", "squared_error")
    entry = later / "grader" / "course" / "part01_calculus" / "squared_error" / "entry.py"
    append(entry, "\n# new\n")
    append(later / CHAPTER, "\nA new sentence.\n")
    told = grader(kit, "update", str(release(later)))
    assert "squared_error: judged anew" in told and CHAPTER in told and "central_difference:" not in told
    assert "2 of 2 pass as before" in told
    before = outside_the_store(kit)
    begun = time.monotonic()
    assert "Nothing changed" in grader(kit, "update", str(later))
    assert time.monotonic() - begun < 20 and outside_the_store(kit) == before
    release(later, "2001-01-01T00:00:00+00:00")
    append(later / CHAPTER, "older")
    assert "ask for the newest" in grader(kit, "update", str(release(later, "2001-01-01T00:00:00+00:00")), code=2)
    assert "name the new one" in grader(kit, "update", code=2)
    assert "this very kit" in grader(kit, "update", ".", code=2)
    assert outside_the_store(kit) == before


@pytest.mark.timeout(120)
def test_what_had_passed_and_does_not_any_more_is_named(kit, later):
    solve(kit, "central_difference")
    grader(kit, "check", "central_difference")
    stricter = 'Ladder._judge = lambda self, exercise: {"state": State.FAILED, "points": 0.0}'
    append(later / "grader" / "judge" / "ladder.py", f"\n{stricter}\n")
    told = grader(kit, "update", str(release(later)), code=1)
    assert "central_difference does not any more: grader check central_difference" in told
