"""Right alternatives to AdamW: correct answers, written in other ways."""

# ruff: noqa: D102  (the solution says what each method does)

import math

import numpy as np

from .adamw_update import adamw_update


class DictPerParameter:
    """Moments in a dict per parameter, made at its first gradient; .data gets new arrays."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.parameters = list(parameters)
        self.lr, self.betas, self.eps, self.weight_decay, self.t = lr, betas, eps, weight_decay, 0
        self.moments = {}

    def step(self):
        self.t += 1
        for i, p in enumerate(self.parameters):
            if p.grad is not None:
                moments = self.moments.setdefault(i, {"m": np.zeros_like(p.data), "v": np.zeros_like(p.data)})
                decay = 0.0 if np.ndim(p.data) < 2 else self.weight_decay
                p.data, moments["m"], moments["v"] = adamw_update(
                    p.data, p.grad, moments["m"], moments["v"], self.t, self.lr, *self.betas, self.eps, decay
                )

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def state(self):
        arrays = {f"{i}/{key}": array for i, moments in self.moments.items() for key, array in moments.items()}
        return {"steps": np.array(self.t), "parameters": len(self.parameters)} | arrays

    def load_state(self, state):
        if state["parameters"] != len(self.parameters):
            raise ValueError("another number of parameters")
        moments = {}
        for name, array in state.items():
            if "/" in name:
                i, key = name.split("/")
                if array.shape != np.shape(self.parameters[int(i)].data):
                    raise ValueError(f"{name} has another shape")
                moments.setdefault(int(i), {})[key] = array
        self.moments, self.t = moments, int(state["steps"])


class AllInPlace:
    """The update written out in place, with one parameter group that decays and one that does not."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.lr, self.betas, self.eps, self.t = lr, betas, eps, 0
        listed = list(parameters)
        self.groups = [
            ([p for p in listed if p.data.ndim > 1], weight_decay),
            ([p for p in listed if p.data.ndim <= 1], 0.0),
        ]
        self.averages = {id(p): (np.zeros_like(p.data), np.zeros_like(p.data)) for p in listed}
        self.order = [id(p) for p in listed]

    def step(self):
        self.t += 1
        beta1, beta2 = self.betas
        root = math.sqrt(1 - beta2**self.t)
        for group, decay in self.groups:
            for p in group:
                if p.grad is None:
                    continue
                m, v = self.averages[id(p)]
                np.add(m, (1 - beta1) * (p.grad - m), out=m)
                np.add(v, (1 - beta2) * (p.grad * p.grad - v), out=v)
                p.data *= 1 - self.lr * decay
                p.data -= self.lr / (1 - beta1**self.t) * m / (np.sqrt(v) / root + self.eps)

    def zero_grad(self):
        for group, _ in self.groups:
            for p in group:
                p.zero_grad()

    def state(self):
        pairs = [self.averages[key] for key in self.order]
        return {"t": self.t} | {
            f"{k}{i}": a.copy() for i, pair in enumerate(pairs) for k, a in zip("mv", pair, strict=True)
        }

    def load_state(self, state):
        pairs = [self.averages[key] for key in self.order]
        if len(state) != 1 + 2 * len(pairs) or any(
            state[f"m{i}"].shape != pair[0].shape or state[f"v{i}"].shape != pair[1].shape
            for i, pair in enumerate(pairs)
        ):
            raise ValueError("this state belongs to other parameters")
        for i, (m, v) in enumerate(pairs):
            np.copyto(m, state[f"m{i}"])
            np.copyto(v, state[f"v{i}"])
        self.t = state["t"]
