"""A time budget: what rings outside the answer's own lines, and what watches where another process does that."""

import threading

import pytest

from grader.errors import OutOfTime
from grader.runner import platform
from grader.runner.error_text import call_error, describe_error
from grader.runner.limits import TimeBudget
from grader.runner.observation import ErrorKind


@pytest.mark.skipif(not platform.HAS_ALARM, reason="this system has no alarm")
def test_a_time_out_at_no_line_of_the_answers_is_told_as_one():
    with pytest.raises(OutOfTime) as raised, TimeBudget(0.02).spend():
        while True:
            pass
    error = call_error(raised.value, files={})
    assert error.kind is ErrorKind.TIMEOUT and error.out_of_time
    assert describe_error(error) == "it does not finish within 0.02 s"


@pytest.mark.skipif(not platform.CAN_FORK or not platform.HAS_ALARM, reason="this system has no alarm, or no fork")
def test_a_budget_that_another_process_watches_starts_no_thread(monkeypatch):
    monkeypatch.setattr(TimeBudget, "_watchdog_of", 0)
    before = threading.active_count()
    with TimeBudget(5.0, watchdog=False).spend():
        assert threading.active_count() == before
