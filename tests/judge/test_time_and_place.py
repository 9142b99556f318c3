"""Answers that do not stop, and what they may not leave behind in the process that judges them."""

import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from grader.runner.local_runner import LocalRunner
from grader.runner.platform import HAS_ALARM
from tests.judge.ask_judge import COURSE, assert_in_words, judged, matmul, spawned

ENDLESS = {
    "in the forward": matmul(forward="while True: pass"),
    "in backward": matmul(backward="while True: pass"),
    "in the second call of backward": matmul(
        forward="calls = []", backward="calls.append(1)\n        while len(calls) > 1: pass"
    ),
    "asleep": matmul(forward="import time; time.sleep(1e6)"),
    "catching every Exception": matmul(forward="while True:\n        try: x @ W\n        except Exception: pass"),
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_endless_loop_is_stopped_in_words(text):
    start = time.monotonic()
    verdict = judged("matmul", text, seconds=0.3)
    assert time.monotonic() - start < 30  # the machine may be busy
    assert not verdict.passed and verdict.points < 1
    assert verdict.failures[0][1].message.count("does not finish within 0.3 s") == 1


def test_no_case_is_asked_once_the_time_is_up():
    findings = [f for c, f in judged("matmul", ENDLESS["in backward"], seconds=0.3).results if c.kind == "forward"]
    assert [finding.passed for finding in findings] == [True] + [False] * (len(findings) - 1)
    assert all(finding.message.startswith("not asked") for finding in findings[1:])


def test_endless_loop_at_import_is_stopped_in_words():
    from grader.errors import BadInput

    with pytest.raises(BadInput, match=r"cannot be imported: it does not finish within 0.3 s at .* line 2"):
        judged("matmul", matmul(top="while True: pass"), seconds=0.3)


def test_endless_loop_is_stopped_at_the_students_line():
    message = judged("matmul", ENDLESS["in backward"], seconds=0.3).failures[0][1].message
    assert "line 8" in message


def test_calls_share_one_budget():
    slow = matmul(forward="import time; time.sleep(0.05)")
    verdict = judged("matmul", slow, seconds=0.2)
    assert "does not finish within 0.2 s" in verdict.failures[0][1].message


def test_answer_whose_time_ends_while_it_is_loaded_anew_gets_its_verdict(monkeypatch):
    restart = LocalRunner.restart

    def late(runner):
        runner.budget.left = 0.0
        return restart(runner)

    monkeypatch.setattr(LocalRunner, "restart", late)
    verdict = judged("matmul", matmul(top="for _ in range(10**6): pass"))
    assert verdict.exit_code == 1
    assert "does not finish within" in verdict.failures[0][1].message


def test_loop_that_catches_everything_ends_the_process_in_words(tmp_path):
    path = tmp_path / "answer.py"
    path.write_text(
        matmul(forward="while True:\n        try:\n            while True: x.sum()\n        except BaseException: pass")
    )
    program = f"""
        import sys
        from grader.runner import limits
        limits.GRACE, limits.ANSWER_SECONDS = 0.3, 1.0
        sys.argv = ["grader", "check", "matmul", "--file", {str(path)!r}]
        from grader.cli.main import main
        main()
    """
    ran = spawned(program=("-c", textwrap.dedent(program)), cwd=COURSE)
    assert ran.code == 2
    assert "matmul: does not finish within 1.0 s, and cannot be interrupted" in ran.out
    assert_in_words(ran)


def test_ctrl_c_ends_a_command_in_a_word(tmp_path):
    path, begun = tmp_path / "answer.py", tmp_path / "begun"
    path.write_text(matmul(forward=f"open({str(begun)!r}, 'w')\n    while True: pass"))
    command = [sys.executable, "-m", "grader", "check", "matmul", "--file", str(path)]
    with subprocess.Popen(command, cwd=COURSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not begun.exists():
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.communicate()
    assert (process.returncode, *said) == (130, "", "interrupted\n")


def test_right_answer_after_an_endless_one_is_judged_as_ever():
    judged("matmul", ENDLESS["in the forward"], seconds=0.2)
    assert judged("matmul", matmul()).exit_code == 0


@pytest.mark.skipif(not HAS_ALARM, reason="no system timer here")
def test_timer_that_ran_before_runs_on_afterwards():
    handler = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    before = signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        judged("matmul", matmul())
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 900 < left <= 1000
        assert signal.getsignal(signal.SIGALRM) is signal.SIG_IGN
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)
        signal.signal(signal.SIGALRM, handler)


def test_many_verdicts_need_one_watcher():
    for _ in range(3):
        judged("matmul", matmul("None"))
    assert sum(thread.name.endswith("(_watchdog)") for thread in threading.enumerate()) == 1


def test_judging_off_the_main_thread_gives_the_same_verdict():
    verdicts = []
    thread = threading.Thread(target=lambda: verdicts.append(judged("matmul", matmul())))
    thread.start()
    thread.join()
    assert verdicts[0].exit_code == 0


def test_answers_do_not_share_modules():
    judged("matmul", matmul(top="import sys; sys.modules[__name__].mark = 1"))
    verdict = judged("matmul", matmul(top="import sys; assert not hasattr(sys.modules[__name__], 'mark')"))
    assert verdict.exit_code == 0
