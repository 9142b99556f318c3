"""`grader grade` as an instructor runs it: the real command, the real judge, real processes."""

import csv
import io
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from grader.cli.commands.grade import _seeds
from grader.course import registry
from grader.errors import BadInput
from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path
from grader.paths import COURSE, SOLUTIONS
from tests.instructor.batch.conftest import key

ONLY = ("relu", "matmul", "linear")


@pytest.fixture(autouse=True, scope="module")
def _sandbox():
    try:
        bubblewrap_path()
    except SandboxUnavailable as why:
        pytest.skip(f"no sandbox can be had: {why}")


def solution(name):
    return (SOLUTIONS / key(name)).read_text()


def stub(name):
    return (COURSE / "exercises" / key(name)).read_text()


def mistaken(name):
    mistake = registry.entry(name).mistakes[0]
    return mistake, solution(name).replace(mistake.line, mistake.instead)


def command(classroom, *options):
    out = classroom.out / "grades.csv"
    return [sys.executable, "-m", "grader", "grade", str(classroom.folder), "--out", str(out), "--jobs", "1", *options]


def grade(classroom, *options, only=ONLY):
    words = ["--only", *only] if only else []
    return subprocess.run(command(classroom, *words, *options), capture_output=True, text=True, timeout=60, check=False)


def rows(classroom):
    return {row["student"]: row for row in csv.DictReader(io.StringIO(classroom.read("grades.csv")))}


@pytest.mark.timeout(120)
def test_a_class_from_the_command_line(classroom):
    mistake, wrong = mistaken("matmul")
    classroom.submit("ann", **{name: solution(name) for name in ONLY})
    classroom.submit("bob", relu=stub("relu"), matmul=wrong, linear=solution("linear"))
    classroom.submit("cem", relu="def relu(x):\n    import os\n    os._exit(0)\n", matmul="def matmul(:")
    (classroom.folder / "dan").mkdir()
    done = grade(classroom)
    assert done.returncode == 1, done.stderr  # dan cannot be read
    points = {name: registry.entry(name).points for name in ONLY}
    found = rows(classroom)
    assert {name: float(found["ann"][name]) for name in ONLY} == points
    assert float(found["ann"]["total"]) == float(found["ann"]["max_total"]) == sum(points.values())
    assert found["bob"]["relu"] == "0" and 0 < float(found["bob"]["matmul"]) < points["matmul"]
    assert float(found["bob"]["linear"]) < points["linear"]  # it is made of bob's own matmul
    assert (found["cem"]["relu"], found["cem"]["matmul"], found["cem"]["linear"]) == ("0", "0", "0")
    assert found["dan"]["state"] == "unreadable" and found["dan"]["total"] == ""
    assert mistake.text in classroom.read("grades/report.md").replace("\\", "")
    page = classroom.read("grades/students/bob.html")
    assert mistake.name in page and "It is built on matmul, not passed" in page
    assert "is not Python" in classroom.read("grades/students/cem.html")
    secret = classroom.out / ".grader" / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    written = [path for path in classroom.out.rglob("*") if path.is_file() and ".grader" not in path.parts]
    assert len(written) > 10 and not any(secret.read_text().strip() in path.read_text() for path in written)
    again = grade(classroom)
    assert "0 verdicts given" in again.stdout and rows(classroom) == found


@pytest.mark.timeout(120)
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(classroom):
    for number in range(8):
        classroom.submit(f"s{number}", relu=f"{solution('relu')}\n# {number}\n")
    only = ("--only", "relu")
    process = subprocess.Popen(
        command(classroom, *only), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    store = classroom.out / ".grader" / "verdicts.sqlite"
    _wait(lambda: _kept(store) >= 2, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 130 and "the same command goes on" in told, told
    assert "Traceback" not in told
    kept = _kept(store)
    states = [row["state"] for row in rows(classroom).values()]
    assert states.count("graded") == kept and states.count("not graded yet") == 8 - kept
    done = grade(classroom, only=("relu",))
    assert done.returncode == 0 and f"{8 - kept} verdicts given" in done.stdout
    assert {row["state"] for row in rows(classroom).values()} == {"graded"}


def _wait(until, process):
    end = time.monotonic() + 40
    while not until():
        assert time.monotonic() < end and process.poll() is None, process.communicate()[0]
        time.sleep(0.01)


def _kept(store):
    import sqlite3

    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM verdicts").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


@pytest.mark.timeout(60)
def test_without_a_sandbox_it_refuses_and_writes_nothing(classroom, monkeypatch, tmp_path):
    classroom.submit("ann", relu=solution("relu"))
    monkeypatch.setenv("PATH", str(tmp_path))
    done = grade(classroom, only=("relu",))
    assert done.returncode in (2, 3) and "bubblewrap" in done.stderr and "Traceback" not in done.stderr
    assert "--unsandboxed" in done.stderr
    assert not (classroom.out / "grades.csv").exists()
    done = grade(classroom, "--unsandboxed", only=("relu",))
    assert done.returncode == 0 and rows(classroom)["ann"]["state"] == "graded"
    assert "without a sandbox" in done.stdout


def test_each_student_has_a_seed_of_their_own_where_it_is_asked(tmp_path):
    same, own = (_seeds(tmp_path, "", None, per_student=each) for each in (False, True))
    assert same("ann") == same("bob") != 0 and len({same("ann"), own("ann"), own("bob")}) == 3
    assert _seeds(tmp_path, "", 5, per_student=False)("ann") == 5
    with pytest.raises(BadInput, match="leave --per-student out"):
        _seeds(tmp_path, "", 5, per_student=True)


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--only", "matmull"), "no part"), (("--seed", "-1"), "whole number"), (("--jobs", "0"), "whole number"),
     (("--out", "grades.txt"), ".csv"), (("--dask", "nowhere"), "scheduler")],
)  # fmt: skip
def test_bad_usage_is_said_in_words(classroom, options, said):
    classroom.submit("ann", relu=solution("relu"))
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", str(classroom.folder), *options],
        cwd=classroom.root, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr, done.stderr
