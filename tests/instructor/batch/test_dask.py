"""A class graded by a Dask cluster: a real scheduler and two workers, one of which is killed at work."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.batch import executors
from grader.instructor.batch.verdict_keys import verdict_key
from grader.instructor.batch.verdict_store import VerdictStore
from grader.paths import COURSE

pytest.importorskip("distributed", reason="the instructor extra is not installed")

SUBMISSIONS = 24
TEXT = "# slow 0.1\n# id:{}\n"


def start(*arguments, environment):
    """Start one of Dask's programs."""
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        cwd=COURSE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers of one thread each, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
    log = str(tmp_path / "log")
    environment = os.environ | {"GRADER_TEST_LOG": log, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(COURSE)}
    port = address.rpartition(":")[2]
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", environment=environment)
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    local = ("--local-directory", str(tmp_path / "dask"))
    workers = [start("worker", address, *options, *local, environment=environment) for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


@pytest.mark.timeout(60)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(classroom, cluster):
    address, workers = cluster
    for number in range(SUBMISSIONS):
        classroom.submit(f"s{number:02}", matmul=TEXT.format(number))
    _wait_for_workers(address, 2)
    at_work = threading.Thread(target=classroom.grade, kwargs={"workers": lambda: executors.dask_executor(address)})
    at_work.start()
    victim, kept = _kill_one_in_the_middle(classroom, workers, at_work)
    at_work.join()
    states = Counter(result.exercises[0].state for result in classroom.results.values())
    assert states == {"passed": SUBMISSIONS}
    assert classroom.graded == SUBMISSIONS  # kept once each
    ended = Counter(classroom.logged("ended"))
    assert len(ended) == SUBMISSIONS
    again = {task for task, times in ended.items() if times > 1}
    assert again <= {*_by(classroom, victim, "ended")}  # what nobody had fetched from it when it died
    assert not again & kept  # what was kept is not judged again
    assert len(_by(classroom, victim, "began")) >= 2  # it had its share of the work


def _by(classroom, worker, what):
    """Return the tasks that a worker began or ended, in order."""
    lines = [line.split() for line in classroom.log.read_text().splitlines()]
    return [(name, number) for word, name, number, pid in lines if word == what and pid == str(worker)]


def _kill_one_in_the_middle(classroom, workers, at_work):
    """Kill a worker that is at work, once a third is kept; return its number, and the tasks kept before."""
    while len(kept := _kept(classroom)) < SUBMISSIONS // 3 and at_work.is_alive():
        time.sleep(0.01)
    while at_work.is_alive():
        for worker in workers:
            if len(_by(classroom, worker.pid, "began")) > len(_by(classroom, worker.pid, "ended")):
                worker.send_signal(signal.SIGKILL)
                return worker.pid, kept
        time.sleep(0.001)
    pytest.fail("the class ended before a worker could be killed")


def _kept(classroom):
    """Return the tasks whose verdicts are in the store."""
    keys = {}
    for number in range(SUBMISSIONS):
        files = {registry.key("matmul"): TEXT.format(number)}
        keys[verdict_key("matmul", files, 7, sandboxed=True)] = ("matmul", str(number))
    with VerdictStore(classroom.out / ".grader" / "verdicts.sqlite") as store:
        return {keys[key] for key in store.get(keys)}


def _wait_for_workers(address, count):
    from distributed import Client

    with Client(address, timeout=60) as client:
        client.wait_for_workers(count, timeout=60)


@pytest.mark.timeout(30)
def test_a_scheduler_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(executors, "DASK_TIMEOUT", 1)
    with (
        pytest.raises(BadInput, match=r"No Dask scheduler answers at tcp://127.0.0.1:9"),
        executors.dask_executor("tcp://127.0.0.1:9"),
    ):
        pass
