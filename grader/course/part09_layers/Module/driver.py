"""How Module is asked."""

from __future__ import annotations

from ast import literal_eval
from functools import reduce

import numpy as np

from grader.course.drivers.module_lookup import lookup

PLACES = 128
"""Sizes are padded by zeros to this many, so that one parameter too many or too few is a wrong number."""


def drive(Module, model, x):
    """Build a model out of the answer's Module by its description, a text, and ask for its parameters."""
    Tensor = lookup(Module, "Tensor")
    whole = build(literal_eval(model), _layer(Module), lambda *shape: Tensor(np.zeros(shape), requires_grad=True))
    named = list(whole.named_parameters())
    parameters = whole.parameters()
    sizes = [tensor.size for tensor in parameters]
    leads = sum(_follow(whole, name) is tensor for name, tensor in named)
    for tensor in parameters:
        tensor.grad = np.ones(tensor.shape)
    whole.zero_grad()
    left = sum(tensor.grad is not None for tensor in parameters)
    called = whole(x, weight=3.0)
    padded = np.array((sizes + [0] * PLACES)[:PLACES], dtype=x.dtype)
    return float(len(parameters)), float(sum(sizes)), padded, float(leads), float(left), called


def _layer(Module):
    """A layer of the answer's kind, whose forward takes an array and an option."""

    class Layer(Module):
        def forward(self, x, weight=1.0):
            return weight * x

    return Layer


def _follow(module, name):
    """Go where a dotted name leads, or return None where it leads nowhere."""
    try:
        return reduce(lambda at, step: at[int(step)] if step.isdigit() else getattr(at, step), name.split("."), module)
    except (AttributeError, IndexError, TypeError, ValueError):
        return None


def build(described, layer, tensor):
    """Build what is described: ("module", (name, thing), ...), ("list", thing, ...), ("tuple", thing, ...),
    ("tensor", length, ...), ("value", anything), or ("same", path) for what stands at a path of the whole already.
    """
    whole = layer()

    def make(thing):
        kind, *rest = thing
        if kind == "module":
            return fill(layer(), rest)
        if kind in ("list", "tuple"):
            return {"list": list, "tuple": tuple}[kind](make(item) for item in rest)
        return {"tensor": tensor, "value": lambda value: value, "same": lambda path: _follow(whole, path)}[kind](*rest)

    def fill(module, attributes):
        for name, thing in attributes:
            setattr(module, name, make(thing))
        return module

    return fill(whole, described[1:])
