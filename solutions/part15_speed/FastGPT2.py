"""FastGPT2: the whole model on the fast pieces, in memory that is taken once and used again at every step.

Forward   logits as gpt2_loss has them, and the mean loss over the targets that are not -1
Given     params by the course's names, ids (B, T) and targets (B, T)
Wanted    logits; the loss with every parameter's gradient; a step of AdamW: equal to the plain pieces', and with no
          large array made after the first call
Source    the course's part 06, gpt2_loss, for what is computed, and the pieces of this part for how
"""

from collections.abc import Callable, Iterator

import numpy as np

from .adamw_in_chunks import adamw_in_chunks
from .blocked_attention import blocked_attention
from .cross_entropy_in_place import cross_entropy_in_place
from .gelu_in_chunks import gelu_in_chunks
from .layer_norm_rows import layer_norm_rows
from .scatter_add_rows import scatter_add_rows
from .share import share

# By hand: no layers, W_e = [[0, 0], [ln 3, 0]], W_p = [[2, 1]], lnf_g = [1, 1], lnf_b = [0, 0]. LayerNorm turns two
# numbers [a, b] into [1, -1] where a > b. ids = [[0]] and targets = [[1]]. What is the loss?
by_hand = {"result": 0.2877}

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
        ### BEGIN SOLUTION
        size = int(np.prod(shape))
        if name not in self.memory or self.memory[name].size < size:
            # Memory that is given back comes back page by page, each page a fault: at every step, for every array.
            self.memory[name] = np.zeros(size, self.dtype)
        return self.memory[name][:size].reshape(shape)
        ### END SOLUTION

    def logits(self, ids: np.ndarray, places: np.ndarray | None = None) -> np.ndarray:
        """Return logits (B, T, V) for ids (B, T), or (n, V) of n `places` alone: indices into ids.ravel().

        They stand in memory that the next call of any method uses again.
        """
        ### BEGIN SOLUTION
        n, _ = self._stream(ids, keep=False, places=places)  # (B T, D), or (n, D)
        logits = self._head(n)  # a quarter of the work, where all places are asked for
        return logits if places is not None else logits.reshape(*ids.shape, -1)
        ### END SOLUTION

    def loss_and_gradients(self, ids: np.ndarray, targets: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        """Return the mean loss and every parameter's gradient, in memory that the next call uses again."""
        ### BEGIN SOLUTION
        loss, gradients = self._gradients(ids, targets)
        return loss, dict(gradients)
        ### END SOLUTION

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
        ### BEGIN SOLUTION
        loss, gradients = self._gradients(ids, targets, own_memory=False)
        self.t += 1
        for name, grad in gradients:
            theta = self.params[name]
            m, v = (self.take(f"{average} of {name}", *theta.shape) for average in "mv")
            decay = weight_decay if theta.ndim >= 2 else 0.0
            adamw_in_chunks(theta, grad, m, v, self.t, lr, *betas, eps, decay)
        return loss

    def _gradients(
        self, ids: np.ndarray, targets: np.ndarray, own_memory: bool = True
    ) -> tuple[float, Iterator[tuple[str, np.ndarray]]]:
        """Return the mean loss, and name and gradient of each parameter as they become whole, the last block's first.

        Nothing reads a block's weights once its gradients are there. So they may change at once, and without
        `own_memory` the gradients of the next block stand where these stood.
        """
        n, [*block_backwards, norm_backward] = self._stream(ids, keep=True)
        dlogits = self._head(n)  # (N, V), N = B T
        loss = cross_entropy_in_place(dlogits, targets.reshape(-1))

        def room(names: list[str], shared: str = "") -> dict[str, np.ndarray]:
            return {x: self.take(f"gradient of {x.removeprefix(shared)}", *self.params[x].shape) for x in names}

        def gradients() -> Iterator[tuple[str, np.ndarray]]:
            grads = room([name for name in self.params if "." not in name])
            matmul(dlogits.T, n, grads[self.head])  # (V, N) @ (N, D): fills all of the head's gradient, tied or not
            dn = matmul(dlogits, self.params[self.head], self.take("dx", *n.shape))
            dx = _norm_gradients(norm_backward(dn, out=dn), grads, "lnf")  # (N, D)
            for i, block_backward in reversed(list(enumerate(block_backwards))):
                block = f"h.{i}."
                of_block = room([name for name in self.params if name.startswith(block)], "" if own_memory else block)
                dx = block_backward(dx, of_block)
                yield from of_block.items()
            if self.head != "W_e":
                grads["W_e"][...] = 0
            scatter_add_rows(grads["W_e"], ids.reshape(-1), dx)
            np.sum(dx.reshape(*ids.shape, -1), axis=0, out=grads["W_p"][: ids.shape[1]])
            grads["W_p"][ids.shape[1] :] = 0
            yield from grads.items()

        return loss, gradients()

    def _head(self, n: np.ndarray) -> np.ndarray:
        """n (N, D) -> logits (N, V)."""
        W = self.params[self.head]
        return matmul(n, W.T, self.take("logits", len(n), len(W)))

    def _stream(self, ids: np.ndarray, keep: bool, places: np.ndarray | None = None) -> tuple[np.ndarray, list]:
        """ids (B, T) -> the normed residual stream (B T, D) and the backwards of each block and of the last norm.

        Where these are wanted (`keep`), each layer keeps what it computed; else all layers use one memory. Where some
        `places` alone are asked for, the stream comes back (n, D), and there is no backward.
        """
        B, T = ids.shape
        p, backwards = self.params, []
        x = self.take("x", B * T, p["W_e"].shape[1])
        np.add(p["W_e"][ids], p["W_p"][:T], out=x.reshape(B, T, -1))
        for i in range(self.n_layer):
            last = i == self.n_layer - 1
            x, block_backward = self._block(i, x, B, keep, places if last else None)
            backwards.append(block_backward)
        if places is not None and self.n_layer == 0:
            x = x[places]
        beta = p.get("lnf_b", np.zeros_like(p["lnf_g"]))
        n, norm_backward = layer_norm_rows(x, p["lnf_g"], beta, self.eps, out=self.take("n", *x.shape))

        return n, [*backwards, norm_backward]

    def _block(
        self, i: int, x: np.ndarray, B: int, keep: bool, places: np.ndarray | None = None
    ) -> tuple[np.ndarray, Callable]:
        """x (N, D), N = B T -> x after block i, in memory of its own, and backward(dx, grads), which changes dx.

        Of the last block it is enough to have the n `places` asked for, where some are: x after it is then (n, D).
        """
        p, own = block_of(self.params, i), f"h.{i} " if keep else "any block "
        (N, D), wide = x.shape, len(p["b1"])

        def take(name: str, width: int = D) -> np.ndarray:
            return self.take(own + name, N, width)

        # `take` has memory of this layer, where keep says so: its backward reads it after all later layers have run.
        # `self.take` has memory that is free again as soon as the next line has read it.
        n1, norm1_backward = layer_norm_rows(x, p["ln1_g"], p["ln1_b"], self.eps, out=take("n1"))
        qkv = matmul(n1, p["W_attn"], take("qkv", 3 * D), p["b_attn"])
        mixed = take("mixed")
        _, attention_backward = blocked_attention(
            *_heads(qkv, B, self.n_head, 3), out=next(_heads(mixed, B, self.n_head))
        )
        if places is not None:  # attention was the last to look at other places
            x, mixed, N = x[places], mixed[places], len(places)
        x1 = take("x1")
        np.add(x, matmul(mixed, p["W_proj"], self.take("y", N, D), p["b_proj"]), out=x1)
        n2, norm2_backward = layer_norm_rows(x1, p["ln2_g"], p["ln2_b"], self.eps, out=take("n2"))
        u = matmul(n2, p["W1"], take("u", wide), p["b1"])
        h, gelu_backward = act(self.gelu, u, out=take("h", wide) if keep else u)
        x2 = np.add(x1, matmul(h, p["W2"], self.take("y", N, D), p["b2"]), out=take("x2"))

        def backward(dx: np.ndarray, grads: dict[str, np.ndarray]) -> np.ndarray:
            g = {name: grads.get(f"h.{i}.{name}") for name in p}
            dh = _linear_backward(h, p["W2"], dx, g["W2"], g["b2"], self.take("dh", N, wide))
            du = gelu_backward(dh, out=dh)["u"]
            dn = _linear_backward(n2, p["W1"], du, g["W1"], g["b1"], self.take("dn", N, D))
            dx += _norm_gradients(norm2_backward(dn, out=dn), grads, f"h.{i}.ln2")
            dmixed = _linear_backward(mixed, p["W_proj"], dx, g["W_proj"], g["b_proj"], dn)
            dqkv = self.take("dqkv", N, 3 * D)
            into = dict(zip("QKV", _heads(dqkv, B, self.n_head, 3), strict=True))
            attention_backward(next(_heads(dmixed, B, self.n_head)), out=into)
            dn = _linear_backward(n1, p["W_attn"], dqkv, g["W_attn"], g["b_attn"], dn)
            dx += _norm_gradients(norm1_backward(dn, out=dn), grads, f"h.{i}.ln1")
            return dx

        return x2, backward


def matmul(A: np.ndarray, B: np.ndarray, out: np.ndarray, b: np.ndarray | None = None) -> np.ndarray:
    """Write A (n, k) @ B (k, m), plus b (m,) where given, into out; the rows of A are shared out."""

    def work(start: int, stop: int) -> None:
        np.matmul(A[start:stop], B, out=out[start:stop])
        if b is not None:
            out[start:stop] += b  # while the rows are still in the cache

    share(work, len(A), least=8)
    return out


def _linear_backward(x, W, dy, dW, db, out):
    """Write dW = x^T dy and db, the sum of dy's rows (db may be None), and return dx = dy W^T, written into out."""
    matmul(x.T, dy, dW)
    if db is not None:
        ones = np.ones(len(dy), dy.dtype)
        share(lambda start, stop: np.matmul(ones, dy[:, start:stop], out=db[start:stop]), len(db), least=256)
    return matmul(dy, W.T, out)


def _norm_gradients(found: dict[str, np.ndarray], grads: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Put a LayerNorm's dgamma and dbeta where they belong, and return its dx."""
    grads[f"{name}_g"][...] = found["gamma"]
    if f"{name}_b" in grads:
        grads[f"{name}_b"][...] = found["beta"]
    return found["x"]


def _heads(x: np.ndarray, B: int, n_head: int, parts: int = 1) -> Iterator[np.ndarray]:
    """x (B T, parts D) -> `parts` views (B, H, T, d): nothing is moved."""
    cut = x.reshape(B, len(x) // B, parts, n_head, -1)
    return (cut[:, :, i].swapaxes(1, 2) for i in range(parts))
    ### END SOLUTION
