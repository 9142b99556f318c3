"""PyTorch's own layers, for part 09."""

from __future__ import annotations

from ast import literal_eval

import torch


def Module(model, x):
    """Build the model described out of torch.nn and ask it for its parameters."""
    whole = torch.nn.Module()

    def make(thing):
        kind, *rest = thing
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
        for name, thing in attributes:
            setattr(module, name, make(thing))
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
        3 * x,
    )
