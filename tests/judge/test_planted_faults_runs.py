"""Faults planted in the solutions of parts 12 to 15, each against one clause of a docstring: all are refused."""

import pytest

from tests.judge.ask_judge import replaced
from tests.judge.test_planted_faults import outcome, with_text

FAULTS = (
    ("clip_grad_norm", "squares summed in float32", "g.ravel(), dtype=np.float64)", "g.ravel(), dtype=g.dtype)"),
    (
        "clip_grad_norm",
        "one without a gradient gets zeros",
        "    gradients = [p.grad",
        "    for p in params:\n"
        "        p.grad = np.zeros_like(p.data) if p.grad is None else p.grad\n"
        "    gradients = [p.grad",
    ),
    (
        "clip_grad_norm",
        "no bound cuts to zero",
        "if factor < 1:",
        "if max_norm == math.inf or factor < 1:\n        factor = 0 if max_norm == math.inf else factor",
    ),
    ("get_batch", "the shortest text is refused", "if len(data) <= block_size:", "if len(data) <= block_size + 1:"),
    ("get_batch", "another type of error", "raise ValueError(f", "raise IndexError(f"),
    ("get_batch", "the message names one length", "; a window of block_size {block_size} takes {block_size + 1}", ""),
    ("get_batch", "int32", "astype(np.int64)", "astype(np.int32)"),
    ("get_batch", "one number too many is drawn", "    return windows", "    rng.random()\n    return windows"),
    (
        "get_batch",
        "drawn before it is refused",
        "    if len(data) <= block_size:",
        "    if len(data) <= block_size:\n        rng.random()",
    ),
    (
        "get_lr",
        "counted by its own calls",
        "    if it < warmup_iters:",
        "    get_lr.calls = it = getattr(get_lr, 'calls', -1) + 1\n    if it < warmup_iters:",
    ),
    ("get_lr", "neither ramp nor wave: divided by 0", "if it >= lr_decay_iters:", "if it >= max(1, lr_decay_iters):"),
)
"""(exercise, what is wrong, a text of its solution, the text in its place)."""


@pytest.mark.parametrize(("name", "old", "new"), [(n, *texts) for n, _, *texts in FAULTS], ids=[f[1] for f in FAULTS])
def test_fault_is_refused(name, old, new):
    verdict = outcome(with_text(name, replaced(name, old, new)))
    assert verdict.exit_code == 1
    assert verdict.points < verdict.max_points
