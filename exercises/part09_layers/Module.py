"""Module: what every layer is: a thing with parameters, made of other such things, that is called like a function.

Forward   module(x) is module.forward(x)
Given     a module whose attributes are Tensors, Modules, lists of them, and anything else
Wanted    its parameters under dotted names, each once, in the order in which they were defined; and their gradients
          forgotten all at once
Source    Paszke et al., PyTorch: An Imperative Style, High-Performance Deep Learning Library (2019), section 4.1
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

if not __package__:
    raise SystemExit("python -m exercises.part09_layers.Module runs it, grader check judges it")

from ..part08_autograd.Tensor import Tensor

# By hand: a model has the attributes first (a layer with W of shape (3, 4) and b of shape (4,)), blocks (a list of two
# layers, each with W of shape (4, 4) and no bias) and last (a Tensor that is the first block's W once more: the two
# are tied). How many parameters are there (count), and how many numbers in them (size)?
by_hand = {"count": None, "size": None}


class Module:
    """Something with parameters. A layer inherits from it, sets its Tensors and Modules as attributes, and has a
    forward.
    """

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Return self.forward of the same inputs."""
        raise NotImplementedError(
            "Module: write __call__. Return self.forward of the same inputs."
        )

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """Compute the layer's output. Each layer writes its own."""
        raise TypeError(f"{type(self).__name__} has no forward of its own")

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (name, Tensor) for every Tensor in this module and in the modules that it holds.

        A name is the way there: "W", "blocks.0.attention.proj.W". Attributes come in the order in which they were set
        (`vars(self)`), lists and tuples from the front. A Tensor that stands in two places comes once, under its first
        name: two names for one parameter would be two steps of the optimizer.
        """
        raise NotImplementedError(
            "Module: write named_parameters. Yield (name, Tensor) for every Tensor in this module and in "
            "the modules that it holds."
        )

    def parameters(self) -> list[Tensor]:
        """Return the Tensors of named_parameters, in its order."""
        raise NotImplementedError(
            "Module: write parameters. Return the Tensors of named_parameters, in its order."
        )

    def zero_grad(self) -> None:
        """Forget the gradient of every parameter."""
        raise NotImplementedError(
            "Module: write zero_grad. Forget the gradient of every parameter."
        )


def _tensors_in(named: dict[str, Any]) -> Iterator[tuple[str, Tensor]]:
    """Yield (dotted name, Tensor) for all that is found under these names, repeats among them."""
    raise NotImplementedError(
        "Module: write _tensors_in. Yield (dotted name, Tensor) for all that is found under these names, "
        "repeats among them."
    )
