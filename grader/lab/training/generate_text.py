"""Let a checkpoint write: the student's generate, fed with a prompt and heard token by token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.errors import BadInput
from grader.lab.model.piece_set import PieceSet
from grader.lab.training.vocabulary import Characters, Tokens
from reference.checkpoints import Checkpoint


@dataclass(frozen=True)
class Manner:
    """How tokens are drawn, as sample_next_token takes it."""

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    rng: np.random.Generator = field(default_factory=np.random.default_rng)


def write(
    own: PieceSet,
    checkpoint: Checkpoint,
    vocabulary: Characters | Tokens,
    prompt: str,
    n_new: int,
    manner: Manner,
    heard: Callable[[str], Any],
) -> str:
    """Write n_new tokens after the prompt; hand each one's text to `heard` as it comes; return all of it.

    A model of GPT-2's tokens may end its text earlier. Raises BadInput for what the student's pieces refuse or cannot.
    """
    ids, read, texts = vocabulary.encode(prompt), vocabulary.reader(), []
    c = checkpoint.config

    def on_token(token: int) -> None:
        texts.append(read(int(token)))
        heard(texts[-1])

    settings = {"temperature": manner.temperature, "top_k": manner.top_k, "top_p": manner.top_p, "rng": manner.rng}
    settings |= {"gelu": c.gelu, "eps": c.eps, "stop": getattr(vocabulary, "end", None), "on_token": on_token}
    try:
        own.generate(checkpoint.params, c.n_head, ids, n_new, **settings)
    except Exception as trouble:
        told = own.blame(trouble)
        if not told:
            raise
        raise BadInput(f"One of the pieces failed: {told}") from None
    return "".join(texts)
