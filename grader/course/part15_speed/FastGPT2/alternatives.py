"""A right alternative to FastGPT2: the plain pieces of earlier parts, with logits in an array that is reused."""

# ruff: noqa: D102  (the solution says what each method does)

import numpy as np

from ..part03_linear_algebra.gelu import gelu as gelu_exact
from ..part06_attention.scaled_dot_product_attention import scaled_dot_product_attention
from .gelu_in_chunks import gelu_in_chunks
from .layer_norm_rows import layer_norm_rows


class ListOfBackwards:
    """A tape: every op appends its backward to a list, which is run in reverse."""

    def __init__(self, params, n_head, gelu="tanh", eps=1e-5):
        self.p, self.n_head, self.eps = params, n_head, eps
        self.gelu = gelu_in_chunks if gelu == "tanh" else gelu_exact
        self.grads = {name: np.zeros_like(array) for name, array in params.items()}
        self.m, self.v = ({name: np.zeros_like(a) for name, a in params.items()} for _ in range(2))
        self.t, self.rooms = 0, {}

    def take(self, name, *shape):
        room, size = self.rooms.get(name), int(np.prod(shape))
        if room is None or room.size < size:
            room = self.rooms[name] = np.zeros(size, self.p["W_e"].dtype)
        return np.ndarray(shape, room.dtype, room)

    def logits(self, ids, places=None):
        logits = self._forward(ids)[0]
        return logits if places is None else logits.reshape(ids.size, -1)[places]

    def loss_and_gradients(self, ids, targets):
        for gradient in self.grads.values():
            gradient[...] = 0
        logits, backward = self._forward(ids)
        count = max(1, np.count_nonzero(targets != -1))
        p = logits
        total = 0.0
        for b, t in np.ndindex(*targets.shape):
            row, y = p[b, t], targets[b, t]
            row -= np.logaddexp.reduce(row)
            total -= row[y] if y != -1 else 0
            row[...] = np.exp(row) if y != -1 else 0
            row[y] -= 1 if y != -1 else 0
        p /= count
        backward(p)
        return float(total / count), self.grads

    def step(self, ids, targets, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        loss, grads = self.loss_and_gradients(ids, targets)
        self.t += 1
        for name, theta in self.p.items():
            self.m[name] += (1 - betas[0]) * (grads[name] - self.m[name])
            self.v[name] += (1 - betas[1]) * (grads[name] ** 2 - self.v[name])
            m_hat, v_hat = self.m[name] / (1 - betas[0] ** self.t), self.v[name] / (1 - betas[1] ** self.t)
            decay = weight_decay * theta if theta.ndim > 1 else 0.0
            theta[...] = theta - lr * (decay + m_hat / (np.sqrt(v_hat) + eps))
        return loss

    def _forward(self, ids):
        T, tape = ids.shape[1], []
        x = self.p["W_e"][ids] + self.p["W_p"][:T]
        for i in range(sum(name.endswith(".ln1_g") for name in self.p)):
            h = f"h.{i}."
            n = self._norm(x, h + "ln1", tape)
            qkv = self._linear(n, h + "W_attn", h + "b_attn", tape)
            x = x + self._linear(self._attention(qkv, tape), h + "W_proj", h + "b_proj", tape)
            tape.append("residual")
            u = self._linear(self._norm(x, h + "ln2", tape), h + "W1", h + "b1", tape)
            hidden, gelu_backward = self.gelu(u)
            tape.append(lambda d, back=gelu_backward: next(iter(back(d).values())))
            x = x + self._linear(hidden, h + "W2", h + "b2", tape)
            tape.append("residual")
        n = self._norm(x, "lnf", tape)
        head = "W_head" if "W_head" in self.p else "W_e"

        def backward(dlogits):
            self.grads[head] += np.einsum("btv,btd->vd", dlogits, n)
            dx = self._run_tape(tape, dlogits @ self.p[head])
            np.add.at(self.grads["W_e"], ids, dx)
            self.grads["W_p"][:T] += dx.sum(axis=0)

        room = self.take("logits", *ids.shape, len(self.p[head]))
        return np.matmul(n, self.p[head].T, out=room), backward

    def _run_tape(self, tape, d):
        """Run the tape in reverse; "residual" marks the end of a branch of four ops, attention's or the MLP's."""
        tape = list(tape)
        d = tape.pop()(d)  # the last norm
        while tape:
            tape.pop()
            branch = d
            for _ in range(4):
                branch = tape.pop()(branch)
            d = d + branch
        return d

    def _norm(self, x, name, tape):
        beta = self.p.get(name + "_b", np.zeros(x.shape[-1], x.dtype))
        y, back = layer_norm_rows(x, self.p[name + "_g"], beta, self.eps)

        def backward(dy):
            gradients = back(dy)
            self.grads[name + "_g"] += gradients["gamma"]
            if name + "_b" in self.grads:
                self.grads[name + "_b"] += gradients["beta"]
            return gradients["x"]

        tape.append(backward)
        return y

    def _linear(self, x, W, b, tape):
        def backward(dy):
            self.grads[W] += np.einsum("btk,btn->kn", x, dy)
            if b in self.grads:
                self.grads[b] += dy.sum(axis=(0, 1))
            return dy @ self.p[W].T

        tape.append(backward)
        return x @ self.p[W] + self.p.get(b, x.dtype.type(0))

    def _attention(self, qkv, tape):
        heads = qkv.reshape(*qkv.shape[:2], 3, self.n_head, -1).transpose(2, 0, 3, 1, 4)
        y, back = scaled_dot_product_attention(*heads)  # (B, H, T, d)
        width = qkv.shape[2] // 3

        def backward(dy):
            gradients = back(dy.reshape(*dy.shape[:2], self.n_head, -1).swapaxes(1, 2))
            return np.concatenate([gradients[n].swapaxes(1, 2).reshape(*dy.shape[:2], width) for n in "QKV"], axis=-1)

        tape.append(backward)
        return y.swapaxes(1, 2).reshape(*qkv.shape[:2], width)
