"""An answer's time where a platform has no alarm: its own code looks at the clock, and whoever listens is told."""

import time

import pytest

from grader.errors import OutOfTime
from grader.runner import jump_clock, platform, small_stack
from grader.runner.limits import TimeBudget

LOOPS = {
    "a while": "while True: pass",
    "a for": "for _ in iter(int, 1): pass",
    "a generator": "sum(1 for _ in iter(int, 1))",
    "functions without a loop": "def step(): return 0\nfor _ in iter(step, 1): pass",
}


@pytest.fixture
def no_alarm(monkeypatch):
    monkeypatch.setattr(platform, "HAS_THREADS", False)


def test_whoever_listens_hears_of_begin_and_end(no_alarm, monkeypatch):
    heard = []
    monkeypatch.setattr(jump_clock, "on_change", lambda seconds, words: heard.append((seconds, words)))
    with TimeBudget(3.0, "its last words").spend():
        pass
    assert heard == [(3.0, "its last words"), (None, "")]


def test_time_is_spent_over_all_calls(no_alarm):
    budget = TimeBudget(0.2)
    for _ in range(3):
        with budget.spend():
            time.sleep(0.1)
    assert budget.left == 0


def test_code_that_looks_once_its_time_is_up_is_stopped(no_alarm):
    budget = TimeBudget(0.01)
    with pytest.raises(OutOfTime), budget.spend():
        time.sleep(0.02)
        TimeBudget._look()
    TimeBudget._look()  # outside of an answer's time nothing rings


@pytest.mark.skipif(not jump_clock.is_there(), reason="sys.monitoring came with Python 3.12")
@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS)
def test_endless_loop_looks_at_the_clock(no_alarm, text):
    code = compile(text, "answer.py", "exec")
    TimeBudget.watch_the_clock(code)
    with pytest.raises(OutOfTime), TimeBudget(0.1).spend():
        exec(code, {})


def test_bound_on_c_calls_is_left_alone_where_it_is_not_known(monkeypatch):
    monkeypatch.setattr(small_stack.sys, "version_info", (3, 11, 0))
    assert small_stack.bound_c_calls() == 0
