"""The process that items are forked from is warmed by an answer of the course's own, which leaves nothing behind."""

import threading

import numpy as np
import pytest

from grader.runner import item_process, warm_up
from grader.runner.observation import Loaded, Observation


@pytest.fixture
def served(monkeypatch):
    """What the warm-up's answer gave, reply by reply."""
    replies, encoded = [], item_process._encoded
    monkeypatch.setattr(item_process, "_encoded", lambda found, *rest: replies.append(found) or encoded(found, *rest))
    return replies


def test_every_kind_of_request_is_served_without_an_error(served):
    warm_up.warm_up()
    loaded, *observed = served
    assert isinstance(loaded, Loaded) and not loaded.error
    assert len(observed) == warm_up.TIMES * len(warm_up._requests())
    assert all(isinstance(each, Observation) and not any(call.error for call in each.calls) for each in observed)


def test_it_leaves_the_process_as_it_was(served):
    def state():
        return threading.active_count(), np.geterr(), np.get_printoptions(), np.random.get_state()[1].tobytes()

    before = state()
    warm_up.warm_up()
    assert state() == before
