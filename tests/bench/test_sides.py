"""The sides that stand beside the engine do the work that their names say."""

import numpy as np
import pytest

from bench import models, replay
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.resolve_pieces import solution_pieces
from reference.checkpoint_config import Config

TINY = Config(n_layer=2, n_head=2, n_embd=16, vocab_size=60, n_positions=32)


T, D = 32, TINY.n_embd
ATTENTION = 2 * sum(2 * 8 * end * D for end in (8, 16, 24, 32))
"""Operations of Q K^T and P V up to each block's end, of all heads of one sequence."""


@pytest.fixture
def operations(monkeypatch):
    """Return the operations of each product that NumPy is asked for, as they come."""
    done = []

    def matmul(a, b, out=None, product=np.matmul):
        out = product(a, b, out=out)
        done.append(2 * out.size * a.shape[-1])
        return out

    monkeypatch.setattr(np, "matmul", matmul)
    monkeypatch.setattr(replay, "BLOCK", 8)
    return done


def test_the_replay_does_the_forwards_products_and_no_more(operations):
    replay.forward(models.weights(TINY), T)()
    assert sum(operations) == TINY.n_layer * (2 * T * 12 * D * D + ATTENTION) + 2 * T * D * TINY.vocab_size


def test_the_replay_of_a_step_does_three_times_the_forwards_products(operations):
    B = 3
    replay.step(models.weights(TINY), B, T)()
    forward = TINY.n_layer * (2 * T * 12 * D * D + ATTENTION) + 2 * T * D * TINY.vocab_size
    assert sum(operations) == 3 * B * forward


def test_the_replay_of_decoding_multiplies_every_weight_by_a_vector_for_each_token(operations):
    replay.decoding(models.weights(TINY), 2, 5)()
    weights = TINY.n_layer * 12 * D * D + D * TINY.vocab_size
    assert sum(operations) == 2 * 2 * weights + TINY.n_layer * 4 * D * (6 + 7)


def test_the_replay_of_scoring_has_no_more_rows_after_the_last_attention_than_are_scored(operations):
    B, places = 3, 7
    replay.scoring(models.weights(TINY), [(B, T, places)])()
    attention = TINY.n_layer * (2 * B * T * 3 * D * D + B * ATTENTION)
    after_it = 9 * D * D * 2 * ((TINY.n_layer - 1) * B * T + places)
    assert sum(operations) == attention + after_it + 2 * places * D * TINY.vocab_size


def test_pytorchs_cached_decoding_is_the_model_read_at_once():
    torch = pytest.importorskip("torch", reason="PyTorch is the other side: pip install -e '.[oracle]'")
    from bench.torch_cache import Cached

    checkpoint = models.weights(TINY)
    ids = models.tokens(TINY, 1, 11)  # (1, 12)
    cached = Cached(models.pytorch(checkpoint))
    with torch.inference_mode():
        told = [cached.read(torch.from_numpy(ids[0, :5]))] + [cached.read(torch.tensor([t])) for t in ids[0, 5:]]
    wanted = GPT2(solution_pieces(), checkpoint, np.float64).logits(ids)[0, 4:]  # (8, V)
    assert np.abs(np.stack(told) - wanted).max() < 1e-4
