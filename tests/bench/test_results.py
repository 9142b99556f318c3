"""Results are kept by machine, and two of them are compared by how far their rounds spread."""

import json
import subprocess
import sys

import pytest

from bench import results, run
from bench.figure import Figure, Goal
from bench.run import Measured
from grader.errors import BadInput
from grader.paths import COURSE

FREE = run.Setting("unset", {})
FIGURE = Figure("toy", {}, (Goal("a", "b", 0.5),))


def kept(file, *seconds, name="toy"):
    found = {"a": Measured([{"": s} for s in seconds]), "b": Measured([{"": 1.0}] * len(seconds)), "c": Measured()}
    results.keep(file, name, FIGURE, FREE, found)
    return file


def test_a_figure_measured_again_takes_its_own_place(tmp_path):
    file = kept(kept(tmp_path / "new" / "here.json", 0.5), 0.7, name="other")
    kept(file, 0.4)
    figures = results.read(file)["figures"]
    assert figures["toy"]["unset"]["ratios"]["a / b"]["least"] == 0.4 and set(figures) == {"toy", "other"}
    assert set(figures["toy"]["unset"]["sides"]) == {"a", "b"}


@pytest.mark.parametrize(
    ("after", "word"),
    [
        ((0.60, 0.61, 0.62), "slower"),
        ((0.40, 0.41, 0.40), "faster"),
        ((0.505, 0.51, 0.50), "within the spread"),
        ((0.54, 0.90, 0.70), "within the spread"),
    ],
)
def test_a_change_counts_where_it_is_more_than_the_spread(tmp_path, after, word):
    before = results.read(kept(tmp_path / "before.json", 0.50, 0.51, 0.50))
    found = results.changes(before, results.read(kept(tmp_path / "after.json", *after)))
    assert results.comparison(found).splitlines()[-1].split("|")[-2].strip() == word


def compare(*files):
    command = [sys.executable, "-m", "bench", "compare", *map(str, files)]
    return subprocess.run(command, cwd=COURSE, capture_output=True, text=True, check=False)


def test_the_command_ends_with_1_where_something_got_slower(tmp_path):
    before, after = kept(tmp_path / "before.json", 0.5, 0.5), kept(tmp_path / "after.json", 0.6, 0.6)
    done = compare(before, after)
    assert done.returncode == 1 and "slower" in done.stdout and "+20 %" in done.stdout
    assert compare(after, before).returncode == 0


@pytest.mark.parametrize("text", ["", "[]", '{"figures": []}', '{"figures": {"toy": {"unset": {}}}}'])
def test_a_file_of_something_else_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "odd.json").write_text(text)
    with pytest.raises(BadInput, match="holds no results"):
        results.read(tmp_path / "odd.json")


def test_results_without_a_figure_in_common_are_refused(tmp_path):
    done = compare(kept(tmp_path / "a.json", 1.0), kept(tmp_path / "b.json", 1.0, name="other"))
    assert done.returncode == 2 and "no figure in common" in done.stderr


def test_the_file_is_named_by_the_machine(tmp_path):
    assert results.result_file(tmp_path).suffix == ".json" and " " not in results.result_file(tmp_path).name
    assert json.loads(kept(results.result_file(tmp_path), 1.0).read_text())["machine"]
