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

WRITTEN = {
    "the first token is kept whatever comes": ("sample_next_token", TOP_P, "crossing-token-dropped"),
    "P times dP": ("scaled_dot_product_attention", ATTENTION, "row-sum-missing"),
    "np.tile": ("sum_last_axis", TILED, "tiled"),
    "a queue and a set": ("Tensor", replaced("Tensor", WALK, NEAREST_FIRST), "nearest-first"),
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
