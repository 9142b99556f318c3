"""Mistakes that public code makes, written as their authors write them: each is called by its own name, or by none."""

import pytest

from grader.course import registry
from grader.judge import controls
from grader.judge.diagnosis.array_matching import wrong_arrays
from grader.judge.diagnosis.known_mistakes import times_a_mistake
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from tests.judge.ask_judge import judged, replaced

TOP_P = """
import numpy as np
def sample_next_token(logits, temperature=1.0, top_k=None, top_p=None, rng=None):
    if temperature < 0 or (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1):
        raise ValueError("out of range")
    if temperature == 0:
        return int(np.argmax(logits))
    z = (logits - logits.max()) / temperature
    if top_k is not None:
        z = np.where(z >= np.sort(z)[-min(top_k, len(z))], z, -np.inf)
    p = np.exp(z) / np.exp(z).sum()
    if top_p is not None:
        ids = np.argsort(-p)
        remove = np.cumsum(p[ids]) > top_p
        remove[0] = False
        p[ids[remove]] = 0
        p /= p.sum()
    return int((rng or np.random.default_rng()).choice(len(p), p=p))
"""
ATTENTION = """
import numpy as np
def scaled_dot_product_attention(Q, K, V):
    S, d = Q.shape[-2:]
    s = np.where(np.tri(S, dtype=bool), Q @ K.swapaxes(-1, -2) / d ** 0.5, -np.inf)
    P = np.exp(s - s.max(-1, keepdims=True))
    P /= P.sum(-1, keepdims=True)
    def backward(dO):
        ds = P * (dO @ V.swapaxes(-1, -2)) / d ** 0.5
        return {"Q": ds @ K, "K": ds.swapaxes(-1, -2) @ Q, "V": P.swapaxes(-1, -2) @ dO}
    return P @ V, backward
"""
TILED = """
import numpy as np
def sum_last_axis(x):
    return x.sum(-1), lambda dY: {"x": np.tile(dY, x.shape[-1]).reshape(x.shape)}
"""
WALK = "        for node in reversed(in_order(self)):\n            d_node = arrived.pop(node)\n"
NEAREST_FIRST = """        queue, seen = [self], {self}
        while queue:
            node = queue.pop(0)
            for _, parent in node._parents:
                if parent not in seen:
                    seen.add(parent)
                    queue.append(parent)
            d_node = arrived.get(node)
            if d_node is None:
                continue
"""

POPPED = "            d_node = arrived.pop(node)\n"
INNER_GRADS = """            d_node = arrived.pop(node)
            if node._backward is not None:
                node.grad = d_node if node is self else (0 if node.grad is None else node.grad) + d_node
                d_node = node.grad
"""
REL_ERROR = """
import numpy as np
from ..part01_calculus.central_difference import central_difference
def gradient_check(op, inputs, wrt, eps=1e-6, rtol=1e-5, atol=1e-7, rng=None):
    if any(name not in inputs or np.asarray(inputs[name]).dtype.kind != "f" for name in wrt):
        raise ValueError("a name that is none, or has no floats")
    u, report = None, {}
    held = {n: np.array(v, np.float64 if v.dtype.kind == "f" else v.dtype) if isinstance(v, np.ndarray) else v
            for n, v in inputs.items()}
    output, backward = op(*held.values())
    u = (np.random.default_rng(0) if rng is None else rng).standard_normal(np.shape(output))
    gradients = backward(u.copy())
    for name in wrt:
        n = central_difference(lambda x: float(np.sum(u * op(*(held | {name: x}).values())[0])), held[name], eps)
        a = gradients.get(name)
        if np.shape(a) != n.shape or a is None:
            report[name] = (float("inf"), float("inf"), False)
            continue
        rel = np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n))
        passed = bool(np.all((rel < rtol) | (np.abs(a - n) < atol)))
        report[name] = (float(np.abs(a - n).max()), float(rel.max()), passed)
    return report
"""
LOGISTIC = """
import math
import numpy as np
from scipy.special import erf
def gelu(x):
    def backward(dY):
        s = 1 / (1 + np.exp(-1.702 * x))
        return {"x": dY * (s + 1.702 * x * s * (1 - s))}
    return x * 0.5 * (1 + erf(x / math.sqrt(2))), backward
"""

WRITTEN = {
    "the first token is kept whatever comes": ("sample_next_token", TOP_P, "crossing-token-dropped"),
    "P times dP": ("scaled_dot_product_attention", ATTENTION, "row-sum-missing"),
    "np.tile": ("sum_last_axis", TILED, "tiled"),
    "a queue and a set": ("Tensor", replaced("Tensor", WALK, NEAREST_FIRST), "nearest-first"),
    "the gradients of inner nodes": ("Tensor", replaced("Tensor", POPPED, INNER_GRADS), "inner-grads-left"),
    "rel_error of CS231n": ("gradient_check", REL_ERROR, "relative-to-the-sum-everywhere"),
    "the slope of x sigmoid(1.702 x)": ("gelu", LOGISTIC, "derivative-of-the-sigmoid-form"),
    "one window taken for none, in other words": (
        "get_batch",
        replaced("get_batch", "if len(data) <= block_size:", "if not len(data) > block_size + 1:").replace(
            'raise ValueError(f"the data has', 'raise ValueError(f"only'
        ),
        "one-window-refused",
    ),
    "a text that is read again": (
        "generate",
        replaced(
            "generate",
            "        unread = [token]",
            "        so_far = cache.length + 1\n        cache, unread = empty(), ids[-so_far:]",
        ),
        "all-read-again",
    ),
}


@pytest.mark.parametrize(("name", "text", "mistake"), WRITTEN.values(), ids=WRITTEN)
def test_public_mistake_is_called_by_its_name(name, text, mistake):
    verdict = judged(name, text)
    assert not verdict.passed
    assert verdict.diagnosis.mistake == mistake


def test_wrong_factor_of_a_gradient_that_is_level_is_not_called_a_missing_term():
    wrong = replaced("mean_last_axis", "share = dY / K", "share = dY / max(1, x.size // K)")
    diagnosis = judged("mean_last_axis", wrong).diagnosis
    assert diagnosis is None or diagnosis.mistake != "missing-term"


def test_multiple_of_a_mistake_explains_every_case_that_fails_or_is_not_said():
    exercise = registry.entry("Tensor")
    tree = controls.variant_tree(exercise, replaced("Tensor", WALK, NEAREST_FIRST))
    evaluation = Evaluation(exercise, load_local(exercise, tree, 5.0))
    assert times_a_mistake(evaluation, wrong_arrays(evaluation)) is None
