"""generate: write on where a text ends, one token after another, reading each token once.

Forward   read the prompt; then, n_new times: draw a token from the logits of the last place, write it down, read it
Given     params, the prompt's ids (T,), how many tokens to write, and how to draw them
Wanted    the prompt's ids and the new ones (T + n_new,)
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), section 2
"""

from collections.abc import Callable, Sequence

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part14_generation.generate runs it, grader check judges it")

from .KVCache import KVCache, step_logits
from .sample_next_token import sample_next_token

# By hand: a model of 3 tokens, 2 wide, without layers. W_e = [[0, 0], [3, 0], [0, 2]], W_p = [[0, 4], [1, 0], [5, 0],
# [0, 0]], lnf_g = [1, 1], lnf_b = [0, 0]. LayerNorm turns two numbers [a, b] into [1, -1] where a > b and into [-1, 1]
# where a < b. The prompt is [1], the temperature 0, n_new = 3. What are the ids?
by_hand = {"ids": None}


def generate(
    params: dict[str, np.ndarray],
    n_head: int,
    prompt_ids: Sequence[int],
    n_new: int,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    rng: np.random.Generator | None = None,
    gelu: str = "tanh",
    eps: float = 1e-5,
    stop: int | None = None,
    on_token: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Return ids (T + n_new,), int64: prompt_ids (T,) and the tokens written after them.

    params, gelu and eps are as in step_logits, temperature, top_k, top_p and rng as in sample_next_token. Writing ends
    early after a token equal to `stop`, which is kept. on_token is called with each new token as soon as it is there.
    The model has n_ctx = len(W_p) places. Of a longer prompt the last n_ctx tokens are read. Once all places are taken,
    the last n_ctx // 2 tokens (at least 1), the new one among them, are read anew from place 0, and those before them
    are forgotten. Raises ValueError for an empty prompt and for an n_new below 0.
    """
    raise NotImplementedError(
        "generate: derive the prompt's ids and the new ones (T + n_new,)."
    )
