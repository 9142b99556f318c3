"""Module: the parameters of a nested model, held against torch.nn.Module."""

from __future__ import annotations

from ast import literal_eval

import numpy as np


def forward(model, x):
    """Return (parameters, entries, entries of each, names, gradients left, output) of a model.

    `model` describes it as the text of nested tuples; the output of its call is 3 x^2.
    """
    sizes = {}

    def walk(name, spec):
        kind, *rest = spec
        if kind == "tensor":
            sizes[name] = float(np.prod(rest))
        elif kind == "module":
            for inner, item in rest:
                walk(f"{name}.{inner}".lstrip("."), item)
        elif kind in ("list", "tuple"):
            for index, item in enumerate(rest):
                walk(f"{name}.{index}", item)

    walk("", literal_eval(model))
    padded = np.zeros(128)
    padded[: len(sizes)] = list(sizes.values())
    return float(len(sizes)), padded.sum(), padded, float(len(sizes)), 0.0, 3 * x**2


def torch_forward(model, x):
    """The same of a model made of torch.nn."""
    import torch

    whole = torch.nn.Module()

    def make(spec):
        kind, *rest = spec
        if kind == "module":
            return fill(torch.nn.Module(), rest)
        if kind in ("list", "tuple"):
            return torch.nn.ModuleList(make(item) for item in rest)
        if kind == "tensor":  # in a list of its own: torch names a module's own parameters before its modules'
            return torch.nn.ParameterList([torch.nn.Parameter(torch.zeros(*rest))])
        return at(rest[0]) if kind == "same" else rest[0]

    def at(path):
        module = whole
        for step in path.split("."):
            module = module[int(step)] if step.isdigit() else getattr(module, step)
        return module

    def fill(module, attributes):
        for name, spec in attributes:
            setattr(module, name, make(spec))
        return module

    fill(whole, literal_eval(model)[1:])
    parameters = list(whole.parameters())
    for parameter in parameters:
        parameter.grad = torch.ones_like(parameter)
    whole.zero_grad()
    left = sum(parameter.grad is not None for parameter in parameters)
    sizes = [parameter.numel() for parameter in parameters]
    padded = torch.tensor(sizes + [0] * (128 - len(sizes)), dtype=torch.float64)
    names = len(dict(whole.named_parameters()))
    return (
        *(torch.tensor(float(n)) for n in (len(sizes), sum(sizes))),
        padded,
        *map(torch.tensor, (names, left)),
        3 * x * x,
    )
