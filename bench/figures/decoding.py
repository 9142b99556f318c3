"""The 124M model says 64 tokens, one after the other, with a cache: against how fast its weights can be read at all."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bench import models, replay
from bench.figure import Figure, Goal, Work

PROMPT, SAID = 16, 64


def _prompt() -> np.ndarray:
    return models.tokens(models.GPT2_124M, 1, PROMPT)[0, :PROMPT]  # (PROMPT,)


def _decoded(start, step) -> Work:
    """Return the work of saying SAID tokens greedily; reading the prompt is not timed."""

    def work() -> dict[str, float]:
        logits = start(_prompt())  # (V,)
        begin = time.perf_counter()
        for _ in range(SAID):
            logits = step(int(np.argmax(logits)))
        return {"": time.perf_counter() - begin}

    return work


def fast() -> Work:
    """Return the engine's decoder."""
    decoder = models.engine(models.weights(models.GPT2_124M), "FastDecoder")

    def start(ids: np.ndarray) -> np.ndarray:
        decoder.forget()
        return decoder.read(ids)

    return _decoded(start, lambda token: decoder.read(np.array([token])))


def pytorch() -> Work:
    """Return PyTorch's model with a cache that is made once, in its full length."""
    model = models.pytorch(models.weights(models.GPT2_124M))
    import torch

    from bench.torch_cache import Cached

    cached = Cached(model)

    def read(ids: list[int]) -> np.ndarray:
        with torch.inference_mode():
            return cached.read(torch.tensor(ids)).numpy()

    def start(ids: np.ndarray) -> np.ndarray:
        cached.length = 0
        return read(ids.tolist())

    return _decoded(start, lambda token: read([token]))


def reading() -> Work:
    """Return reading every weight once for each token, and nothing else: two threads, each its half of every array.

    A dot product of an array with itself reads it once and writes nothing. W_p is not read: a token needs a row of it.
    """
    from threadpoolctl import threadpool_limits

    params = models.weights(models.GPT2_124M).params
    flat = [array.reshape(-1) for name, array in params.items() if name != "W_p"]
    halves = [[a[: a.size // 2] for a in flat], [a[a.size // 2 :] for a in flat]]

    def read(arrays: list[np.ndarray]) -> float:
        return sum(float(np.dot(a, a)) for a in arrays)

    pool = ThreadPoolExecutor(2)

    def work() -> dict[str, float]:
        with threadpool_limits(1):
            begin = time.perf_counter()
            for _ in range(SAID):
                list(pool.map(read, halves))
            return {"": time.perf_counter() - begin}

    return work


def products() -> Work:
    """Return the matrix-vector products of the same tokens, as NumPy does them by itself."""
    return replay.decoding(models.weights(models.GPT2_124M), SAID, PROMPT)


FIGURE = Figure(
    title=f"124M, decoding {SAID} tokens with the cache after a prompt of {PROMPT}",
    sides={"fast": fast, "reading the weights": reading, "matrix-vector products": products, "PyTorch": pytorch},
    goals=(
        Goal("fast", "reading the weights", 1.11, "90 % of what memory bandwidth allows"),
        Goal("fast", "matrix-vector products"),
        Goal("fast", "PyTorch"),
    ),
    tokens=SAID,
)
