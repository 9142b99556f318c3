"""Continue a prompt with a checkpoint, token by token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.lab.model.piece_set import PieceSet
from grader.lab.training.vocabulary import Vocabulary
from reference.checkpoints import Checkpoint


@dataclass(frozen=True)
class Sampling:
    """How tokens are sampled, as sample_next_token takes it; a temperature of 0 is greedy decoding."""

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    rng: np.random.Generator = field(default_factory=np.random.default_rng)


def generate_text(
    pieces: PieceSet,
    checkpoint: Checkpoint,
    vocabulary: Vocabulary,
    prompt: str,
    n_new: int,
    sampling: Sampling,
    on_text: Callable[[str], Any],
    *,
    generate: Callable[..., Any] | None = None,
) -> str:
    """Sample n_new tokens after the prompt; call `on_text` with the text of each as it comes, and return all of it.

    A model of tokens may end its text earlier; the end's name in the prompt is that token. `generate` is part 14's of
    the pieces where it is not given. Raises BadInput for an error at a line of the pieces.
    """
    ids, read, texts = vocabulary.encode(prompt, special=True), vocabulary.reader(), []
    c = checkpoint.config

    def on_token(token: int) -> None:
        texts.append(read(int(token)))
        on_text(texts[-1])

    options = vars(sampling) | {"gelu": c.gelu, "eps": c.eps, "stop": vocabulary.end, "on_token": on_token}
    with pieces.errors_told():
        (generate or pieces.generate)(checkpoint.params, c.n_head, ids, n_new, **options)
    return "".join(texts)
