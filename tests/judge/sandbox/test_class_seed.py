"""A class's seed, of 128 bits, serves in the sandbox as any other, and is sent to no answer."""

from grader.course import registry
from grader.judge.judge import judge_submission
from grader.judge.sandbox.worker import Worker
from grader.paths import SOLUTIONS
from grader.runner import wire

SEED = 2**127 + 12345


def test_the_seed_of_a_class_reaches_no_process(monkeypatch):
    sent = []

    def encode(value, limit=wire.LIMIT):
        sent.append(repr(value))
        return wire.encode(value, limit)

    monkeypatch.setattr("grader.judge.sandbox.sandbox_runner.encode", encode)
    exercise = registry.entry("softmax")
    text = (SOLUTIONS / "part04_loss" / "softmax.py").read_text(encoding="utf-8")
    with Worker({exercise.key: text}, sandboxed=False) as worker:
        verdict = judge_submission(exercise, worker.submission(exercise), SEED)
    assert verdict.passed and sent and not [each for each in sent if str(SEED) in each]
