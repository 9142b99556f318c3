"""FastGPT2: the whole model on the fast pieces, in memory that is taken once and used again at every step.

Forward   logits as gpt2_loss has them, and the mean loss over the targets that are not -1
Given     params by the course's names, ids (B, T) and targets (B, T)
Wanted    logits; the loss with every parameter's gradient; a step of AdamW: equal to the plain pieces', and with no
          large array made after the first call
Source    the course's part 06, gpt2_loss, for what is computed, and the pieces of this part for how
"""

from collections.abc import Callable, Iterator

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part15_speed.FastGPT2 runs it, grader check judges it")

from .adamw_in_chunks import adamw_in_chunks
from .blocked_attention import blocked_attention
from .cross_entropy_in_place import cross_entropy_in_place
from .gelu_in_chunks import gelu_in_chunks
from .layer_norm_rows import layer_norm_rows
from .scatter_add_rows import scatter_add_rows
from .share import share

# By hand: no layers, W_e = [[0, 0], [ln 3, 0]], W_p = [[2, 1]], lnf_g = [1, 1], lnf_b = [0, 0]. LayerNorm turns two
# numbers [a, b] into [1, -1] where a > b. ids = [[0]] and targets = [[1]]. What is the loss?
by_hand = {"result": None}

BIASES = {"ln1_b": "ln1_g", "b_attn": "W_attn", "b_proj": "W_proj", "ln2_b": "ln2_g", "b1": "W1", "b2": "W2"}
"""Each bias of a block, and the weight whose last axis is as long: a model without biases lacks these keys."""


def block_of(params: dict[str, np.ndarray], i: int) -> dict[str, np.ndarray]:
    """Return the twelve parameters of block i, with zeros for the biases that params lacks."""
    given = {name.removeprefix(f"h.{i}."): array for name, array in params.items() if name.startswith(f"h.{i}.")}
    zeros = {b: np.zeros(given[W].shape[-1], given[W].dtype) for b, W in BIASES.items() if b not in given}
    return given | zeros


def act(form: str, u: np.ndarray, out: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Write GELU of u (N, 4D) into out, in its "tanh" or "erf" form, and return out and the op's backward."""
    if form == "tanh":
        return gelu_in_chunks(u, out=out)
    # SciPy's erf takes one number at a time, and its import 30 MB: only for models that were trained with it.
    from ..part03_linear_algebra.gelu import gelu as gelu_exact

    h, exact_backward = gelu_exact(u.copy())
    out[...] = h

    def backward(dh: np.ndarray, out: np.ndarray) -> dict[str, np.ndarray]:
        out[...] = exact_backward(dh)["x"]
        return {"u": out}

    return out, backward


class FastGPT2:
    """A GPT-2 on params that it does not copy: `step` changes them in place."""

    def __init__(self, params: dict[str, np.ndarray], n_head: int, gelu: str = "tanh", eps: float = 1e-5) -> None:
        """Keep params: the names and shapes of gpt2_loss's, all of one dtype.

        They may lack any bias, and have W_head (V, D) where the head is not tied. gelu is "tanh" or "erf".
        """
        self.params, self.n_head, self.gelu, self.eps = params, n_head, gelu, eps
        self.dtype = params["W_e"].dtype
        self.head = "W_head" if "W_head" in params else "W_e"
        self.n_layer = sum(key.endswith(".ln1_g") for key in params)
        self.memory: dict[str, np.ndarray] = {}
        self.t = 0

    def take(self, name: str, *shape: int) -> np.ndarray:
        """Return an array of this shape in the memory of this name, which is the same at every call.

        What was left there last time stands in it (zeros at first). It grows where a larger shape is asked for.
        """
        raise NotImplementedError(
            "FastGPT2: write take. Return an array of this shape in the memory of this name, which is the "
            "same at every call."
        )

    def logits(self, ids: np.ndarray, places: np.ndarray | None = None) -> np.ndarray:
        """Return logits (B, T, V) for ids (B, T), or (n, V) of n `places` alone: indices into ids.ravel().

        They stand in memory that the next call of any method uses again.
        """
        raise NotImplementedError(
            "FastGPT2: write logits. Return logits (B, T, V) for ids (B, T), or (n, V) of n `places` "
            "alone: indices into ids.ravel()."
        )

    def loss_and_gradients(self, ids: np.ndarray, targets: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        """Return the mean loss and every parameter's gradient, in memory that the next call uses again."""
        raise NotImplementedError(
            "FastGPT2: write loss_and_gradients. Return the mean loss and every parameter's gradient, in "
            "memory that the next call uses again."
        )

    def step(
        self,
        ids: np.ndarray,
        targets: np.ndarray,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> float:
        """Take one step of AdamW, and return the loss before it; parameters of two axes or more decay."""
        raise NotImplementedError(
            "FastGPT2: write step. Take one step of AdamW, and return the loss before it; parameters of "
            "two axes or more decay."
        )
