"""A model's matrix products and nothing else: what no GPT-2 that calls the same BLAS can be faster than.

Each product has the shapes and the layout that it has in the engine, and is written into an array that is there before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint

BLOCK = 128
"""Queries multiplied at once. A block reads the keys up to its own end, so what the causal mask hides is not paid."""

Products = list[Callable[[], object]]


def forward(checkpoint: Checkpoint, T: int) -> Callable[[], None]:
    """Return a call that does the products of one forward over T tokens, float32."""
    return partial(_do, _Shapes(checkpoint.config, 1, T).forward(checkpoint.params))


def step(checkpoint: Checkpoint, B: int, T: int) -> Callable[[], None]:
    """Return a call that does the products of a training step on B x T tokens: forward, and both gradients of each."""
    shapes = _Shapes(checkpoint.config, B, T)
    return partial(_do, shapes.forward(checkpoint.params) + shapes.backward(checkpoint.params))


def scoring(checkpoint: Checkpoint, batches: Iterable[tuple[int, int, int]]) -> Callable[[], None]:
    """Return a call that does the products of scoring n places of B x T tokens, for each (B, T, n) of `batches`."""
    found: Products = []
    for B, T, n in batches:
        found += _Shapes(checkpoint.config, B, T, n).forward(checkpoint.params)
    return partial(_do, found)


def decoding(checkpoint: Checkpoint, tokens: int, context: int) -> Callable[[], None]:
    """Return a call that does the matrix-vector products of `tokens` tokens after `context` others, float32."""
    config, params = checkpoint.config, checkpoint.params
    D, V = config.n_embd, config.vocab_size
    weights = [params[f"h.{i}.{name}"] for i in range(config.n_layer) for name in ("W_attn", "W_proj", "W1", "W2")]
    x = {n: np.ones((1, n), np.float32) for n in (D, 4 * D)}
    into = {n: np.empty((1, n), np.float32) for n in (D, 3 * D, 4 * D, V)}
    products = [partial(np.matmul, x[len(W)], W, out=into[W.shape[1]]) for W in weights]
    products.append(partial(np.matmul, x[D], params["W_e"].T, out=into[V]))
    keys = np.ones((config.n_head, context + tokens, D // config.n_head), np.float32)  # (H, T, d)
    query = np.ones((config.n_head, 1, D // config.n_head), np.float32)

    def work() -> None:
        for length in range(context + 1, context + tokens + 1):
            seen = keys[:, :length]
            for _ in range(config.n_layer):
                np.matmul(np.matmul(query, seen.swapaxes(1, 2)), seen)  # (H, 1, length) -> (H, 1, d)
            _do(products)

    return work


def _do(products: Products) -> None:
    for product in products:
        product()


class _Shapes:
    """The arrays that products over B x T tokens read and write, and the products.

    Where logits are wanted at some `places` alone, the last layer has no more rows than these after its attention.
    """

    def __init__(self, config: Config, B: int, T: int, places: int | None = None) -> None:
        self.config, self.B, self.T = config, B, T
        self.places = B * T if places is None else places
        D, V = config.n_embd, config.vocab_size
        rng = np.random.default_rng(1)
        self.x = {n: rng.standard_normal((B * T, n), dtype=np.float32) for n in (D, 3 * D, 4 * D)}  # (N, n)
        self.into = {n: np.empty((B * T, n), np.float32) for n in (D, 3 * D, 4 * D)}
        self.into[V] = np.empty((self.places, V), np.float32)
        self.scores = np.empty((2, BLOCK * T), np.float32)

    def forward(self, p: dict[str, np.ndarray]) -> Products:
        """Return the products of a forward: of each layer four and attention's, and the head's."""
        D, V = self.config.n_embd, self.config.vocab_size
        found: Products = []
        for i in range(self.config.n_layer):
            rows = self.places if i == self.config.n_layer - 1 else self.B * self.T
            found.append(self._product(D, p[f"h.{i}.W_attn"], self.B * self.T))
            found.append(self._attention)
            found += [self._product(n, p[f"h.{i}.{W}"], rows) for n, W in ((D, "W_proj"), (D, "W1"), (4 * D, "W2"))]
        return [*found, partial(np.matmul, self.x[D][: self.places], p["W_e"].T, out=self.into[V])]

    def _product(self, n: int, W: np.ndarray, rows: int) -> Callable[[], object]:
        """Return the product of `rows` rows, n wide, with W (n, m)."""
        return partial(np.matmul, self.x[n][:rows], W, out=self.into[W.shape[1]][:rows])

    def backward(self, p: dict[str, np.ndarray]) -> Products:
        """Return the products of a backward: for each of the forward's the gradients of both of its factors."""
        D, V = self.config.n_embd, self.config.vocab_size
        logits = np.random.default_rng(2).standard_normal((self.B * self.T, V), dtype=np.float32)
        found: Products = [
            partial(np.matmul, logits.T, self.x[D], out=np.empty((V, D), np.float32)),
            partial(np.matmul, logits, p["W_e"], out=self.into[D]),
        ]
        for i in reversed(range(self.config.n_layer)):
            for name in ("W2", "W1", "W_proj", "W_attn"):
                W = p[f"h.{i}.{name}"]  # (n, m)
                n, m = W.shape
                x, dy = self.x[n], self.x[m]
                found.append(partial(np.matmul, x.T, dy, out=np.empty((n, m), np.float32)))
                found.append(partial(np.matmul, dy, W.T, out=self.into[n]))
            found.append(self._attention_backward)
        return found

    def _heads(self, array: np.ndarray) -> np.ndarray:
        return array.reshape(self.B, self.T, self.config.n_head, -1).swapaxes(1, 2)  # (B, H, T, d)

    def _blocks(self) -> list[tuple[int, int, int, int]]:
        """Return (sequence, head, first query, query after the last) of every block."""
        starts = range(0, self.T, BLOCK)
        heads = range(self.config.n_head)
        return [(b, h, a, min(a + BLOCK, self.T)) for b in range(self.B) for h in heads for a in starts]

    def _attention(self) -> None:
        D = self.config.n_embd
        q, k, v = map(self._heads, np.split(self.into[3 * D], 3, axis=1))
        mixed = self._heads(self.into[D])
        for b, h, a, e in self._blocks():
            block = self.scores[0, : (e - a) * e].reshape(e - a, e)
            np.matmul(q[b, h, a:e], k[b, h, :e].T, out=block)
            np.matmul(block, v[b, h, :e], out=mixed[b, h, a:e])

    def _attention_backward(self) -> None:
        D = self.config.n_embd
        q, k, v = map(self._heads, np.split(self.x[3 * D], 3, axis=1))
        dq, dk, dv = map(self._heads, np.split(self.into[3 * D], 3, axis=1))
        dmixed = self._heads(self.x[D])
        for b, h, a, e in self._blocks():
            weights, slopes = (row[: (e - a) * e].reshape(e - a, e) for row in self.scores)
            np.matmul(weights.T, dmixed[b, h, a:e], out=dv[b, h, :e])
            np.matmul(dmixed[b, h, a:e], v[b, h, :e].T, out=slopes)
            np.matmul(slopes, k[b, h, :e], out=dq[b, h, a:e])
            np.matmul(slopes.T, q[b, h, a:e], out=dk[b, h, :e])
