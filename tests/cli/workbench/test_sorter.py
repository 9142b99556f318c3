"""The model in the page: some steps at a time, whose pieces it has, and an answer with each head's weights."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from grader.cli.workbench.sorter import Sorter
from grader.course import registry
from grader.course.stubs import stub
from grader.errors import BadInput
from grader.paths import COURSE


@pytest.fixture(scope="module")
def sorter(tmp_path_factory):
    root = tmp_path_factory.mktemp("work") / "exercises"
    for name in registry.all_names():
        path = root / registry.part_of(name) / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(stub(registry.part_of(name), name))
    sorter = Sorter(root)
    sorter.train(2)
    return sorter


def test_pieces_that_have_not_passed_are_named(sorter):
    state = sorter.state()
    assert {"matmul", "GPT", "train"} <= set(state["borrowed"]) and len(state["borrowed"]) == state["pieces"]


def test_training_goes_on_where_it_stopped(sorter):
    before = sorter.state()
    after = sorter.train(3)
    assert after["done"] == before["done"] + 3 and after["losses"][: before["done"]] == before["losses"]


def test_every_word_is_asked_the_held_out_ones_too(sorter):
    score = sorter.score()
    assert (score["total"], score["total_unseen"]) == (729, 73) and 0 <= score["right"] <= 729


def test_answer_has_six_digits_and_weights_of_the_past_alone(sorter):
    found = sorter.sort("210120")
    assert len(found["answer"]) == 6 and found["symbols"][:6] == list("210120")
    weights = np.array(found["attention"])  # (layers, heads, T, T)
    assert weights.shape == (2, 2, 11, 11) and np.allclose(weights.sum(-1), 1, atol=1e-2)
    assert np.triu(weights, 1).max() == 0


def test_word_that_it_cannot_sort_is_refused_in_words(sorter):
    with pytest.raises(BadInput, match="sorts 6 letters"):
        sorter.sort("21x")


def test_kept_run_goes_on_elsewhere_as_if_it_had_not_stopped(sorter, tmp_path):
    kept = json.loads(json.dumps(sorter.keep()["kept"]))
    root = tmp_path / "exercises"
    shutil.copytree(sorter.run.folder.parent.parent / "exercises", root)
    other = Sorter(root, kept)
    assert other.state()["losses"] == sorter.state()["losses"]
    assert other.train(3)["losses"] == sorter.train(3)["losses"]


def test_kept_run_that_is_cut_is_refused_in_words(sorter, tmp_path):
    kept = {name: text[:40] for name, text in sorter.keep()["kept"].items()}
    root = tmp_path / "exercises"
    shutil.copytree(sorter.run.folder.parent.parent / "exercises", root)
    with pytest.raises(BadInput, match="cannot be gone on with"):
        Sorter(root, kept)


def test_the_page_has_no_threadpoolctl_and_needs_none():
    code = "import sys; sys.modules['threadpoolctl'] = None; import grader.cli.workbench.sorter"
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
