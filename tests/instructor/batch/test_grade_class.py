"""Grading a class with a stand-in for the judge: what is judged, what is stored, what becomes of errors."""

import contextlib
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.errors import BadInput, GraderError
from grader.instructor.batch import executors, verdict_keys
from grader.instructor.batch.verdict_keys import verdict_key
from grader.instructor.batch.verdict_store import VerdictStore
from tests.instructor.batch.conftest import NAMES, threads

RIGHT = dict.fromkeys(NAMES, "# right\n")


def test_points_of_each_state(classroom):
    classroom.submit("ann", **RIGHT)
    classroom.submit("bob", matmul="# right\n", relu="# wrong\n", linear="# stub\n")
    classroom.submit("cem", matmul="# right\n", relu="# machine\n")
    classroom.grade()
    found = {who: [(item.state, item.points) for item in r.exercises] for who, r in classroom.results.items()}
    points = [item.max_points for item in classroom.results["ann"].exercises]
    forward = round(0.2 * points[1], 2)
    assert found["ann"] == [("passed", p) for p in points]
    assert found["bob"] == [("passed", points[0]), ("failed", forward), ("unwritten", 0.0)]
    assert found["cem"] == [("passed", points[0]), ("error", None), ("missing", 0.0)]
    assert [r.total for r in classroom.results.values()] == [sum(points), points[0] + forward, None]


def test_the_feedback_names_pieces_that_did_not_pass(classroom):
    classroom.submit("bob", matmul="# right\n", relu="# wrong\n", linear="# wrong\n")
    classroom.submit("eve", matmul="# wrong\n", relu="# right\n", linear="# wrong\n")
    classroom.grade()
    assert classroom.results["bob"].exercises[2].failed_pieces == ()  # linear is built on matmul alone
    assert classroom.results["eve"].exercises[2].failed_pieces == ("matmul",)
    assert "It is built on matmul" in classroom.read("grades/students/eve.html")


def test_nothing_is_judged_twice(classroom):
    for student in ("ann", "bob", "cem"):
        classroom.submit(student, **RIGHT)
    classroom.grade()
    assert sorted(classroom.logged("ended")) == sorted((name, "-") for name in NAMES)  # one text, one judging
    classroom.grade()
    assert classroom.graded == 0 and len(classroom.logged("ended")) == 3


def test_again_judges_anew(classroom):
    classroom.submit("ann", **RIGHT)
    classroom.submit("bob", **RIGHT)
    classroom.grade()
    classroom.grade(again=True)
    assert len(classroom.logged("ended")) == 6


def test_a_changed_file_is_judged_anew_with_all_that_imports_it(classroom):
    uses = "# right\nfrom .matmul import matmul\n"
    classroom.submit("ann", **RIGHT | {"linear": uses})
    classroom.grade()
    classroom.submit("ann", matmul="# right, otherwise\n")
    classroom.grade()
    assert [name for name, _ in classroom.logged("ended")[3:]] == ["matmul", "linear"]


def test_another_seed_is_another_verdict(classroom):
    classroom.submit("ann", **RIGHT)
    classroom.grade(seed=1)
    classroom.grade(seed=2)
    assert classroom.graded == 3


def test_an_error_of_the_grader_is_not_kept(classroom):
    classroom.submit("ann", **RIGHT | {"matmul": "# machine\n"})
    classroom.grade()
    assert classroom.results["ann"].state == "grader error"
    classroom.grade()
    assert classroom.graded == 1 and classroom.results["ann"].state == "grader error"


def test_a_grader_error_replaces_an_older_verdict(classroom):
    classroom.submit("ann", **RIGHT)
    classroom.grade()
    classroom.grade(again=True, judge=fails)
    assert classroom.results["ann"].total is None
    classroom.grade(judge=fails)
    assert classroom.results["ann"].total is None


def fails(task):
    raise RuntimeError("broken")


def test_a_judge_that_breaks_is_an_error_of_the_grader(classroom):
    classroom.submit("ann", **RIGHT)
    classroom.grade(judge=fails)
    assert {item.state for item in classroom.results["ann"].exercises} == {"error"}
    assert "RuntimeError: broken" in classroom.results["ann"].errors[0]


def test_a_class_of_which_nothing_can_be_judged_is_given_up(classroom):
    for number in range(5):
        classroom.submit(f"s{number}", matmul=f"# machine\n# id:{number}\n")
    with pytest.raises(GraderError, match="first 3 submissions could be judged: no sandbox can be had here"):
        classroom.grade(workers=one_thread)


def test_a_worker_with_another_course_is_an_error_of_the_grader(classroom):
    classroom.submit("ann", **RIGHT)
    classroom.grade(fingerprint="another")
    assert "another version of the course" in classroom.results["ann"].errors[0]


def test_an_interrupted_run_goes_on_where_it_stopped(classroom):
    for number in range(6):
        classroom.submit(f"s{number}", matmul=f"# right\n# id:{number}\n")
    with pytest.raises(KeyboardInterrupt):
        classroom.grade(workers=lambda: interrupting(after=3))
    states = [result.exercises[0].state for result in classroom.results.values()]
    assert states.count("passed") == 3 and states.count("waiting") == 3
    assert {result.total for result in classroom.results.values()} == {
        None,
        classroom.results["s0"].exercises[0].max_points,
    }
    classroom.grade()
    assert {result.exercises[0].state for result in classroom.results.values()} == {"passed"}
    assert classroom.graded == 3


@contextlib.contextmanager
def interrupting(after):
    """Workers whose user presses Ctrl-C once so many tasks have come."""
    with threads() as inner:
        run = inner.run

        def until(tasks):
            for count, done in enumerate(run(tasks)):
                if count == after:
                    raise KeyboardInterrupt
                yield done

        inner.run = until
        yield inner


@pytest.mark.timeout(60)
def test_a_dying_process_is_an_error_of_its_submission_alone(classroom):
    classroom.submit("ann", matmul="# right\n# id:1\n")
    classroom.submit("bob", matmul="# die\n")
    classroom.submit("cem", matmul="# right\n# id:2\n")
    classroom.grade(workers=lambda: executors.local_executor(2))
    states = [result.exercises[0].state for result in classroom.results.values()]
    assert states == ["passed", "error", "passed"]
    assert "died" in classroom.results["bob"].errors[0]


@pytest.mark.timeout(60)
def test_the_pool_ends_with_its_parent(tmp_path):
    context = multiprocessing.get_context("spawn")
    parent = context.Process(target=_start_a_pool_and_die, args=(tmp_path / "pid",))
    parent.start()
    parent.join()
    worker = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not _alive(worker):
            return
        signal.sigtimedwait((), 0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker lives on")


def _start_a_pool_and_die(path):
    with executors.local_executor(1) as pool:
        path.write_text(str(pool._executor.submit(os.getpid).result()))
        os._exit(0)  # as a killed process does: nothing is told to the worker


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return open(f"/proc/{pid}/stat").read().split()[2] != "Z"


@contextlib.contextmanager
def one_thread():
    with ThreadPoolExecutor(1) as executor:
        yield executors.TaskExecutor(lambda: executor, 1)


def test_any_executor_serves(classroom):
    classroom.submit("ann", **RIGHT)
    classroom.grade(workers=one_thread)
    assert classroom.results["ann"].state == "graded"


@pytest.mark.parametrize(
    "line",
    ["from .matmul import matmul", "from . import matmul", "from ..part03_linear_algebra import matmul",
     "from ..part03_linear_algebra.matmul import matmul as s", "def f():\n    from .matmul import matmul"],
)  # fmt: skip
def test_a_key_depends_on_what_is_imported(line):
    files = {"part03_linear_algebra.relu": line, "part03_linear_algebra.matmul": "a = 1"}
    before = verdict_key("relu", files, 0, sandboxed=True)
    assert verdict_key("relu", files | {"part03_linear_algebra.matmul": "a = 2"}, 0, sandboxed=True) != before
    assert verdict_key("relu", files | {"part03_linear_algebra.other": "a = 2"}, 0, sandboxed=True) == before


def test_a_key_depends_on_the_sandbox_and_the_engine(monkeypatch):
    files = {"part03_linear_algebra.matmul": "a = 1"}
    before = verdict_key("matmul", files, 0, sandboxed=True)
    assert verdict_key("matmul", files, 0, sandboxed=False) != before
    monkeypatch.setattr(verdict_keys, "fingerprint", lambda **_: "another")
    assert verdict_key("matmul", files, 0, sandboxed=True) != before


def test_a_store_that_is_none_is_refused_in_words(tmp_path):
    (tmp_path / "verdicts.sqlite").write_text("not a database at all, but long enough to be taken for one" * 20)
    with pytest.raises(BadInput, match="Move it away"):
        VerdictStore(tmp_path / "verdicts.sqlite")
