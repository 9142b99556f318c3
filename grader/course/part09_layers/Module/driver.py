"""Driver: Module. Builds a model out of the answer's Module by a description, and asks for its parameters."""

from __future__ import annotations

from ast import literal_eval
from functools import reduce

import numpy as np

from grader.course.drivers.module_lookup import lookup

SIZES = 128
"""The list of sizes is padded with zeros to this length, so that a parameter too many or too few is a wrong number."""

FROZEN = (17,)
"""The shape of a tensor that requires no gradient: it is one of the module's all the same."""


def drive(Module, model, x):
    """Build the model described by the text `model` (see `build`), and return what is known of its parameters.

    Returns how many there are, their sizes' sum, their sizes (padded), how many names lead to their tensor and stand in
    the order of parameters(), how many gradients zero_grad leaves, and what the model returns for x and 2 with the
    option weight=3.
    """
    Tensor = lookup(Module, "Tensor")

    def tensor(*shape):
        return Tensor(np.zeros(shape), requires_grad=shape != FROZEN)

    root = build(literal_eval(model), _layer_class(Module), tensor)
    named = list(root.named_parameters())
    parameters = root.parameters()
    sizes = [tensor.size for tensor in parameters]
    paired = zip(named, parameters, strict=False)
    correct_names = sum(_follow(root, name) is tensor is parameter for (name, tensor), parameter in paired)
    for tensor in parameters:
        tensor.grad = np.ones(tensor.shape)
    root.zero_grad()
    left = sum(tensor.grad is not None for tensor in parameters)
    called = root(x, 2.0, weight=3.0)
    padded = np.array((sizes + [0] * SIZES)[:SIZES], dtype=x.dtype)
    return float(len(parameters)), float(sum(sizes)), padded, float(correct_names), float(left), called


def _layer_class(Module):
    """Return a subclass of the answer's Module whose forward takes an array, a number and an option."""

    class Layer(Module):
        def forward(self, x, power=1.0, weight=1.0):
            return weight * x**power

    return Layer


def _follow(module, name):
    """Return what a dotted name such as "blocks.0.W" leads to, or None where it leads nowhere."""
    try:
        return reduce(lambda at, step: at[int(step)] if step.isdigit() else getattr(at, step), name.split("."), module)
    except (AttributeError, IndexError, TypeError, ValueError):
        return None


def build(description, layer, tensor):
    """Build a model of layer() and tensor(*shape) objects from nested tuples, whose first entry is the kind.

    ("module", (name, description), ...), ("list", description, ...), ("tuple", description, ...),
    ("tensor", length, ...), ("value", anything), or ("same", path) for the object already at that path of the root.
    """
    root = layer()

    def make(part):
        kind, *rest = part
        if kind == "module":
            return fill(layer(), rest)
        if kind in ("list", "tuple"):
            return {"list": list, "tuple": tuple}[kind](make(item) for item in rest)
        return {"tensor": tensor, "value": lambda value: value, "same": lambda path: _follow(root, path)}[kind](*rest)

    def fill(module, attributes):
        for name, part in attributes:
            setattr(module, name, make(part))
        return module

    return fill(root, description[1:])
