"""The sides that stand beside the engine do the work that their names say."""

import numpy as np
import pytest

from bench import models, replay
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.resolve_pieces import solution_pieces
from reference.checkpoint_config import Config

TINY = Config(n_layer=2, n_head=2, n_embd=16, vocab_size=60, n_positions=32)


def test_the_replay_does_the_forwards_products_and_no_more(monkeypatch):
    done = []

    def matmul(a, b, out, product=np.matmul):
        done.append(2 * out.size * a.shape[-1])
        return product(a, b, out=out)

    monkeypatch.setattr(np, "matmul", matmul)
    monkeypatch.setattr(replay, "BLOCK", 8)
    T, D = 32, TINY.n_embd
    replay.forward(models.weights(TINY), T)()
    attention = 2 * sum(2 * 8 * end * D for end in (8, 16, 24, 32))  # Q K^T and P V up to each block's end, all heads
    assert sum(done) == TINY.n_layer * (2 * T * 12 * D * D + attention) + 2 * T * D * TINY.vocab_size


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
