"""pytest as the student's loop: what is collected, how it is chosen, and what a failure looks like."""

import json
import os
import re
import subprocess
import sys
import tomllib
from xml.etree import ElementTree

import pytest

from grader.cli.pytest_plugin import CACHE_KEY
from grader.course import registry
from grader.course.stubs import stub
from tests.judge.ask_judge import COURSE, SOLUTIONS, Ran

PART03, PART05 = "part03_linear_algebra", "part05_normalization"
MATMUL = f"exercises/{PART03}/matmul.py"


@pytest.fixture(scope="module")
def settings():
    """The repository's own settings of pytest, as an ini file."""
    table = tomllib.loads((COURSE / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    lines = [f"{key} = {' '.join(value) if isinstance(value, list) else value}" for key, value in table.items()]
    return "\n".join(["[pytest]", *lines, ""])


@pytest.fixture
def workspace(tmp_path, settings):
    """A workspace with a few stubs of two parts."""
    (tmp_path / "pytest.ini").write_text(settings)
    for name in ("matmul", "linear", "scale"):
        write(tmp_path, name, stub(PART03, name))
    write(tmp_path, "embedding", stub(PART05, "embedding"))
    return tmp_path


def write(workspace, name, text):
    path = workspace / "exercises" / registry.part_of(name) / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def solve(workspace, *names):
    for name in names:
        write(workspace, name, (SOLUTIONS / registry.part_of(name) / f"{name}.py").read_text())


def run(workspace, *arguments):
    """Run pytest in the workspace, as a student does."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COLUMNS", "GRADER_DEBUG"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:randomly", *arguments],
        cwd=workspace, env=environment | {"COLUMNS": "200"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def counted(ran):
    """Return {"passed": 3, ...} from pytest's last line."""
    return {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|skipped|deselected|errors?)", ran.out[-300:])}


def assert_no_traceback_of_the_grader(ran):
    for token in (
        "Traceback",
        "grader/judge",
        "grader/cli/pytest_plugin",
        "site-packages",
        "def runtest",
        "INTERNALERROR",
    ):
        assert token not in ran.text, ran.text


def test_checks_are_items_with_readable_ids(workspace):
    ran = run(workspace, "--collect-only", "-q")
    ids = [line for line in ran.out.splitlines() if "::" in line]
    assert ran.code == 0
    assert f"{MATMUL}::gradient W, three axes" in ids
    assert f"{MATMUL}::forward, two axes" in ids and f"{MATMUL}::negative controls" in ids
    assert {line.split("::")[0] for line in ids} == {
        MATMUL, f"exercises/{PART03}/linear.py", f"exercises/{PART03}/scale.py", f"exercises/{PART05}/embedding.py",
    }  # fmt: skip
    assert len(set(ids)) == len(ids)


def test_collecting_runs_no_student_code(workspace):
    write(workspace, "matmul", "raise SystemExit(1)\n")
    ran = run(workspace, "--collect-only", "-q", MATMUL)
    assert ran.code == 0 and f"{MATMUL}::forward, two axes" in ran.out


def test_one_item_is_chosen_by_its_id(workspace):
    solve(workspace, "matmul")
    ran = run(workspace, "-q", f"{MATMUL}::gradient W, three axes")
    assert ran.code == 0 and counted(ran) == {"passed": 1}


def test_k_chooses_an_exercise_by_name(workspace):
    solve(workspace, "matmul")
    ran = run(workspace, "-q", "-k", "matmul")
    assert ran.code == 0
    assert counted(ran)["passed"] > 30 and "failed" not in counted(ran)


def test_cached_check_names_are_used_until_the_grader_changes(workspace):
    def collected(*more):
        out = run(workspace, "--collect-only", "-q", *more, MATMUL).out
        return [line.partition("::")[2] for line in out.splitlines() if "::" in line]

    first = collected()
    cache = workspace / ".pytest_cache" / "v" / CACHE_KEY
    kept = json.loads(cache.read_text())
    assert [*kept["matmul"], "negative controls"] == first

    cache.write_text(json.dumps(kept | {"matmul": ["planted"]}))
    assert collected() == ["planted", "negative controls"]
    cache.write_text(json.dumps(kept | {"matmul": ["planted"], ".stamp": "of another grader"}))
    assert collected() == first == collected("-p", "no:cacheprovider")


def test_stub_fails_once_with_one_clear_line(workspace):
    ran = run(workspace, "-q", MATMUL)
    assert ran.code == 1
    lines = [line for line in ran.out.splitlines() if "derive dx (..., K) and dW (K, N)" in line]
    assert "matmul: derive dx (..., K) and dW (K, N)." in lines
    assert counted(ran)["failed"] == 1 and counted(ran)["skipped"] > 30
    assert_no_traceback_of_the_grader(ran)


def test_open_stubs_fail_and_locked_ones_are_skipped(workspace):
    ran = run(workspace, "-rs")
    assert ran.code == 1
    assert counted(ran)["failed"] == 3, "matmul, scale, embedding"
    assert f"exercises/{PART03}/linear.py:1: locked: matmul not passed yet" in ran.out
    assert_no_traceback_of_the_grader(ran)


def test_lock_opens_once_the_piece_passes(workspace):
    solve(workspace, *registry.entry("linear").requires, "linear")
    ran = run(workspace, "-q", "-k", "linear.py")
    assert ran.code == 0 and "skipped" not in counted(ran)


def test_solutions_pass(workspace):
    solve(workspace, "matmul", "linear", "scale", "embedding", *registry.entry("linear").requires)
    ran = run(workspace, "-q")
    assert ran.code == 0
    assert set(counted(ran)) == {"passed"}


def test_wrong_answer_fails_with_message_and_diagnosis(workspace):
    text = (SOLUTIONS / PART05 / "embedding.py").read_text().replace("np.add.at(dW_e, ids, dY)", "dW_e[ids] += dY")
    write(workspace, "embedding", text)
    ran = run(workspace, "-k", "repeated and gradient")
    assert ran.code == 1
    assert re.search(r"gradient W_e\[\d, \d\]: wanted \S+ \(finite difference of your own forward\), got", ran.out)
    assert "fancy-index-add: dW_e[ids] += dY reads the old rows once" in ran.out
    assert_no_traceback_of_the_grader(ran)


def test_x_stops_at_the_first_failure(workspace):
    ran = run(workspace, "-x", "-q")
    assert ran.code == 1 and counted(ran)["failed"] == 1
    assert "stopping after 1 failures" in ran.out


def test_lf_runs_what_failed_before(workspace):
    solve(workspace, "matmul")
    run(workspace, "-q", "-k", "matmul or embedding")
    ran = run(workspace, "-q", "--lf")
    assert counted(ran) == {"failed": 1}
    assert "embedding" in ran.out and "matmul.py" not in ran.out


def test_junit_xml_has_a_case_for_each_item(workspace):
    solve(workspace, "matmul")
    run(workspace, "-q", "--junitxml", "report.xml", "-k", "matmul or embedding")
    cases = list(ElementTree.parse(workspace / "report.xml").iter("testcase"))
    names = [case.get("name") for case in cases if "matmul" in case.get("classname")]
    assert "gradient W, three axes" in names and len(names) == len(set(names)) > 30
    failed = [case for case in cases if case.find("failure") is not None]
    assert len(failed) == 1
    assert "embedding: derive dW_e" in "".join(failed[0].itertext())


def test_by_hand_is_skipped_where_it_is_not_filled_in(workspace):
    text = re.sub("by_hand = .*", 'by_hand = {"dx": None, "dW": None}', (SOLUTIONS / PART03 / "matmul.py").read_text())
    write(workspace, "matmul", text)
    ran = run(workspace, "-rs", MATMUL)
    assert ran.code == 0 and counted(ran)["skipped"] == 1
    assert "by_hand is not filled in: dx, dW" in ran.out


BAD_FILES = {
    "add": ("def add(a, b):\n    return (\n", "is not Python: line 2"),
    "transpose": ("import torch\n", "line 1 imports torch"),
    "scale": ("x = 1\n", "has no function scale"),
    "relu": ("def relu(x):\n    return None\n", "return (output, backward), a pair; what came is None"),
    "gelu": ("def gelu(x):\n    return x @ y, 1\n", "line 2: `return x @ y, 1`"),
    "matmul": ("def matmul(x, W):\n    raise SystemExit\n", "it leaves Python by exit"),
    "sum_all": ("raise SystemExit(0)\n", "sum_all cannot be imported: it leaves Python by exit(0)"),
}


@pytest.fixture(scope="module")
def ran_on_bad_files(tmp_path_factory, settings):
    """One run on all bad files, each named on the command line."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "pytest.ini").write_text(settings)
    for name, (text, _) in BAD_FILES.items():
        write(folder, name, text)
    return run(folder, "-q", *(f"exercises/{PART03}/{name}.py" for name in BAD_FILES))


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_fails_with_a_sentence(ran_on_bad_files, name):
    assert BAD_FILES[name][1] in ran_on_bad_files.out


def test_each_bad_file_fails_once(ran_on_bad_files):
    assert ran_on_bad_files.code == 1
    assert counted(ran_on_bad_files)["failed"] == len(BAD_FILES)
    assert_no_traceback_of_the_grader(ran_on_bad_files)


def test_endless_loop_times_out_at_the_students_line(workspace):
    write(workspace, "matmul", "def matmul(x, W):\n    while True:\n        x.sum()\n")
    ran = run(workspace, "-q", "--timeout", "1", MATMUL)
    assert ran.code == 1 and counted(ran)["failed"] == 1
    assert re.search(r"Timeout .*matmul.py line \d: ", ran.out)
    assert_no_traceback_of_the_grader(ran)


def test_configured_timeout_applies_to_each_item(workspace, settings):
    assert re.search(r"^timeout = \d+$", settings, re.MULTILINE)
    assert "timeout: 30.0s" in run(workspace, "--collect-only", MATMUL).out


def test_files_that_are_no_exercises_are_not_collected(workspace):
    for name in ("notes.py", "matmul.py.1", "test_mine.txt"):
        (workspace / "exercises" / PART03 / name).write_text("raise RuntimeError\n")
    (workspace / "scale.py").write_text("raise RuntimeError\n")
    assert run(workspace, "--collect-only", "-q").code == 0


def test_fresh_stubs_all_fail_or_are_locked(tmp_path, settings):
    (tmp_path / "pytest.ini").write_text(settings)
    for name in registry.names(PART03):
        write(tmp_path, name, stub(PART03, name))
    ran = run(tmp_path, "-q", "-k", "little")
    locked = [name for name in registry.names(PART03) if registry.entry(name).requires]
    assert counted(ran)["failed"] == len(registry.names(PART03)) - len(locked)
    assert counted(ran)["skipped"] == len(locked)
    assert_no_traceback_of_the_grader(ran)
