"""The harness: one process a side, asked in turns, in the environment that was asked for."""

from dataclasses import replace

import pytest

from bench import run
from grader.errors import GraderError
from tests.bench import toy

FREE = run.Setting("unset", {})


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return what the sides wrote down: (name, process, core type, threads) for each call."""
    path = tmp_path / "asked"
    monkeypatch.setenv("TOY", str(path))
    return lambda: [tuple(line.split()) for line in path.read_text().splitlines()]


def measure(figure=toy.FIGURE, setting=FREE, rounds=2, threads=None, module="tests.bench.toy"):
    return run.measure(module, figure, setting, rounds, threads, lambda text: None)


def test_each_side_runs_in_its_own_process_once_a_round(written):
    found = measure(replace(toy.FIGURE, goals=()))
    names = [name for name, *_ in written()]
    assert [sorted(names[:4]), sorted(names[4:])] == [["a", "a", "b", "b"]] * 2
    assert len({process for _, process, *_ in written()}) == 2
    for side in ("a", "b"):
        assert len(found[side].rounds) == 2 and 0.002 <= found[side].least <= found[side].seconds < 1
        assert found[side].peak > 1e6 and "numpy" in found[side].libraries


@pytest.mark.parametrize(("drift", "rounds"), [(0.0, 4), (0.5, 4 * run.MORE)])
def test_more_rounds_are_taken_up_to_a_limit_where_they_disagree(monkeypatch, drift, rounds):
    class Drifts:
        def __init__(self, module, side, *_):
            self.side, self.asked = side, 0

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def hear(self):
            return {"libraries": "numpy"}

        def ask(self):
            self.asked += 1
            slower = drift * (self.asked % 2) * (self.side == "a")
            return {"entries": {"": 1 + slower}, "peak": 0}

    monkeypatch.setattr(run, "Child", Drifts)
    assert len(measure(replace(toy.FIGURE, sides=dict.fromkeys("ab")), rounds=4)["a"].rounds) == rounds


def test_an_unavailable_side_is_reported_and_the_others_measured(written):
    found = measure(rounds=1)
    assert found["absent"].missing == "It needs what is not there." and not found["absent"].rounds
    assert found["a"].rounds and found["b"].rounds


def test_a_side_that_dies_is_told_with_its_last_words(written):
    with pytest.raises(GraderError, match="the side 'dies' ended with 1: RuntimeError: planted"):
        measure(toy.DYING, module="tests.bench.dying")


def test_the_kernel_is_pinned_only_where_asked_on_all_threads(written, monkeypatch):
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        monkeypatch.delenv(name, raising=False)
    assert [setting.pins for setting in run.settings()] == [{}]
    assert "not set" in run.settings()[0].label

    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    free, pinned = run.settings()
    assert (
        free.pins == {}
        and pinned.pins == {"OPENBLAS_CORETYPE": "Haswell"}
        and "OPENBLAS_CORETYPE=Haswell" in pinned.label
    )
    measure(setting=free, rounds=1)
    measure(setting=pinned, rounds=1, threads=2)
    assert [line[2:] for line in written()] == [("None", "None")] * 4 + [("Haswell", "2")] * 4
