"""Faults that an earlier judge let pass, found by changing every solution in every place: each stays refused."""

from functools import cache

import pytest

from grader.course import registry
from grader.judge import controls
from grader.judge.check import DERIVE_KINDS
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree

FAULTS = [
    ("scale", "dx = c * dY", "dx = (c or 1.0) * dY"),
    ("transpose", "inverse = np.argsort(axes)", "inverse = np.argsort(axes) if x.ndim < 5 else axes"),
    ("multiply", "da = sum_to_shape(dY * b,", "da = sum_to_shape(dY * (2 * b if np.array_equal(a, b) else b),"),
    ("mean_last_axis", "share = dY / K", "share = dY / min(K, 100)"),
    ("softmax", "np.sum(dp * p, axis=-1,", "np.sum((dp * p)[..., :256], axis=-1,"),
    ("adamw_update", "v_hat = v / (1 - beta2**t)", "v_hat = v / (1 - beta2**t) if t < 5000 else v"),
    ("clip_grad_norm", "np.multiply(g, factor, out=g)", "g.reshape(-1)[...] *= factor"),
    ("train", "on_step(it, losses[-1], norm)", "on_step(it - start, losses[-1], norm)"),
    ("Module", "if id(tensor) not in seen:", "if id(tensor) not in seen and tensor.requires_grad:"),
    ("per_token_cross_entropy", "targets[..., np.newaxis]", "targets.astype(np.int16)[..., np.newaxis]"),
    ("causal_mask", "dtype=np.float64), k=1)", "dtype=np.float64), k=1) * (np.arange(S) < 512)"),
    ("lambada", "passage.rpartition(", "(passage.partition if passage.count(' ') >= 12 else passage.rpartition)("),
    ("central_difference", "    moved = np.array(", "    eps = max(eps, 1e-6)\n    moved = np.array("),
    ("share", "    parts = min(", "    if not n:\n        work(0, 1)\n        return\n    parts = min("),
    ("share", "wait(others)", "others"),
    ("share", "min(blas_threads() if threads is None else threads,", "min(threads,"),
    ("share", "blas_threads() if threads is None else threads", "threads or 7"),
    ("gelu_in_chunks", "h = np.empty(u.shape, u.dtype) if out is None else out", "h = np.empty(u.shape, u.dtype)"),
    ("gelu_in_chunks", "du = np.empty(u.shape, u.dtype) if out is None else out", "du = np.empty(u.shape, u.dtype)"),
    ("layer_norm_rows", "dx = np.empty(x.shape, x.dtype) if out is None else out", "dx = np.empty(x.shape, x.dtype)"),
    (
        "layer_norm_rows",
        "for a in range(start, stop, step):\n            at =",
        "for a in range(0, stop - start, step):\n            at =",
    ),
    (
        "FastGPT2",
        "np.matmul(A[start:stop], B, out=out[start:stop])",
        "np.matmul(A[: stop - start], B, out=out[start:stop])",
    ),
    ("FastGPT2", "out[start:stop] += b", "out += b"),
    ("FastGPT2", "dy[:, start:stop], out=db[start:stop]", "dy[:, : stop - start], out=db[start:stop]"),
    ("FastGPT2", "dy[:, start:stop], out=db[start:stop]", "dy[:, start:stop], out=db[: stop - start]"),
    ("FastGPT2", "last = i == self.n_layer - 1", "last = i == 1"),
    ("FastGPT2", "            x = x[places]\n", "            pass\n"),
    ("FastGPT2", "lr: float = 1e-3", "lr: float = 1e-2"),
    ("FastGPT2", "(0.9, 0.999)", "(0.9, 0.99)"),
    ("FastGPT2", "weight_decay: float = 0.01", "weight_decay: float = 0.1"),
    ("KVCache", "if end > self.keys.shape[3]:", "if end > self.keys.shape[3] + 1:"),
    ("clip_grad_norm", "if factor < 1:", "if factor < 2:"),
    ("FastDecoder", "if not 0 < len(ids) <= self.n_ctx - self.length:", "if not len(ids) <= self.n_ctx - self.length:"),
    ("gradient_check", "off = np.abs(analytic - numeric)", "off = analytic - numeric"),
    ("gradient_check", "float(np.max(off, initial=0.0))", "float(np.sum(off))"),
    ("gradient_check", "np.maximum(np.abs(analytic), np.abs(numeric))", "np.abs(analytic)"),
    ("gradient_check", "np.random.default_rng(0) if rng is None else rng", "np.random.default_rng(0)"),
    ("gradient_check", "        if name not in inputs:\n", "        if False:\n"),
    ("gradient_check", "    for name in wrt:\n        if", "    for name in [*wrt][:1]:\n        if"),
    ("Tensor", '{"a": sum_to_shape(da, a.shape),', '{"a": da,'),
    ("Tensor", '"b": sum_to_shape(-da * Y, b.shape)}', '"b": -da * Y}'),
    ("Tensor", "        if upstream.shape != self.shape:", "        if upstream.size != 7 and False:"),
    ("Tensor", "upstream.reshape(self.shape) if grad is None else upstream", "upstream"),
    ("Linear", "rng.normal(0, 0.02,", "rng.normal(1, 0.02,"),
    ("Embedding", "rng.normal(0, 0.02,", "rng.normal(-1, 0.02,"),
    ("GPT", "rng.normal(0, 0.02,", "rng.normal(1, 0.02,"),
    ("GPT", "rng = rng or np.random.default_rng(0)", "rng = np.random.default_rng(0)"),
    ("GPT", "rng = rng or np.random.default_rng(0)", "rng = rng or np.random.default_rng()"),
    ("GPT", "config.eps, rng=rng, dtype=dtype)", "config.eps, dtype=dtype)"),
    ("GPT", "1 / math.sqrt(2 * config.n_layer)", "1 / math.sqrt(2 + config.n_layer)"),
    ("sample_next_token", "np.argmax(logits)", "len(logits) - 1 - np.argmax(logits[::-1])"),
    ("sample_next_token", "    if temperature == 0:\n", "    if temperature == 0 and rng.random() < 2:\n"),
    ("sample_next_token", "np.random.default_rng() if rng is None else rng", "rng"),
    ("sample_next_token", "np.partition(scores, -top_k)", "np.partition(scores, top_k)"),
    ("generate", "n_head, gelu, eps, last=True", "n_head, gelu, last=True"),
    ("strided_perplexity", "if context < 2:", "if context <= 2:"),
    ("lambada", "if not context or not word:", "if not context:"),
    ("lambada", "if not context or not word:", "if not space:"),
    (
        "AdamW",
        "for name, average in mine.items():\n            if",
        "for name, average in [*mine.items()][:1]:\n            if",
    ),
    ("AdamW", "        mine = {**", '        self.t = int(state["t"])\n        mine = {**'),
    ("train", "            if on_step:\n                on_step(", "            if True:\n                on_step("),
    ("train", "on_step(it, losses[-1], norm)", "on_step(it + 1, losses[-1], norm)"),
    ("train", "optimizer, start + len(losses), drawn)", "optimizer, len(losses), drawn)"),
    ("train", "if checkpoint and every and (it + 1) % every == 0:", "if checkpoint and every and it % every == 0:"),
    ("train", "if checkpoint and every and (it + 1) % every == 0:", "if checkpoint and every:"),
    (
        "train",
        "if checkpoint and every and (it + 1) % every == 0:",
        "if checkpoint and every and (it - 1) % every == 0:",
    ),
    ("train", "if checkpoint and every and (it + 1) % every == 0:", "if every and (it + 1) % every == 0:"),
    ("train", "    if odd:\n        raise", "    if False:\n        raise"),
    ("train", "if name in saved and saved[name].shape != p.data.shape", "if False"),
    ("train", 'sorted(params.keys() ^ {name for name in saved if name.startswith("model.")})', "[]"),
]


@cache
def instance(name):
    """A judging whose inputs and truths all faults of an exercise share."""
    exercise = registry.entry(name)
    return Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)))


@pytest.mark.parametrize(("name", "line", "instead"), FAULTS)
def test_a_fault_that_once_passed_is_refused(name, line, instead):
    exercise = registry.entry(name)
    text = controls.solution(exercise.part, name).text
    assert text.count(line) == 1
    answer = load_local(exercise, controls.variant_tree(exercise, text.replace(line, instead)), 5.0)
    evaluation = instance(name).for_submission(answer)
    asked = (check.ask(evaluation) for check in plan(exercise) if check.kind not in DERIVE_KINDS)
    assert not all(finding.passed for finding in asked)


SHARED = {
    "the closure of the latest call": """
_own, _latest = {name}, [None]
def {name}(*inputs, **options):
    output, _latest[0] = _own(*inputs, **options)
    return output, lambda d, **k: _latest[0](d, **k)
""",
    "one array for all outputs of a shape": """
import numpy as np
_own, _rooms = {name}, {{}}
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    room = _rooms.setdefault(np.shape(output), np.empty(np.shape(output)))
    room[...] = output
    return room, backward
""",
    "one array for all gradients of a shape": """
import numpy as np
_own, _rooms = {name}, {{}}
def _kept(name, g):
    room = _rooms.setdefault((name, np.shape(g)), np.empty(np.shape(g)))
    room[...] = g
    return room
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    return output, lambda d, **k: {{name: _kept(name, g) for name, g in backward(d, **k).items()}}
""",
}
OPS = [name for name in registry.all_names() if registry.entry(name).is_op]
SAME_WAY_BACK = {
    *("add", "add_bias", "scale", "relu", "sum_all", "sum_last_axis", "mean_last_axis", "transpose", "reshape"),
    *("embedding", "positional_embedding", "split_heads", "merge_heads"),
}
"""Ops whose backward depends on no number that a later call changes."""


SEEN = [
    (name, shared)
    for name in OPS
    for shared in SHARED
    if not ("closure" in shared and name in SAME_WAY_BACK) and not ("gradients" in shared and name == "gpt2_loss")
]


def broken_promise(evaluation):
    """The message of the first promise that an answer breaks."""
    asked = (check.ask(evaluation) for check in plan(evaluation.exercise) if check.kind == "contract")
    return next(finding.message for finding in asked if not finding.passed)


@pytest.mark.parametrize(("name", "shared"), SEEN)
def test_what_all_calls_of_an_op_share_is_found(name, shared):
    exercise = registry.entry(name)
    text = controls.solution(exercise.part, name).text + SHARED[shared].format(name=name)
    answer = load_local(exercise, controls.variant_tree(exercise, text), 5.0)
    evaluation = Evaluation(exercise, answer, shared=instance(name).shared)
    assert "later call" in broken_promise(evaluation)


BY_THE_ARRAY = """
_own, _kept = {name}, {{}}
def {name}(*inputs, **options):
    if (found := _kept.get(tuple(map(id, inputs)))) is None:
        found = _kept[tuple(map(id, inputs))] = (inputs, _own(*inputs, **options))
    return found[1]
"""
VIEWS = {"transpose", "reshape", "split_heads", "merge_heads"}
"""Ops whose output may be a view of the input: what was kept of it changes with it."""


@pytest.mark.parametrize("name", [name for name in OPS if name not in VIEWS and not registry.entry(name).driver])
def test_what_is_kept_by_the_array_that_was_given_is_found(name):
    exercise = registry.entry(name)
    text = controls.solution(exercise.part, name).text + BY_THE_ARRAY.format(name=name)
    answer = load_local(exercise, controls.variant_tree(exercise, text), 5.0)
    evaluation = Evaluation(exercise, answer, shared=instance(name).shared)
    assert "the same arrays with other numbers in them" in broken_promise(evaluation)
