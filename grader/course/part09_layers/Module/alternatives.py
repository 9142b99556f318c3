"""Module, written another way."""

from ..part08_autograd.Tensor import Tensor


class with_a_stack:
    """Go through the model with a stack in the place of recursion; a dict by identity keeps the first name."""

    def __call__(self, *inputs, **options):
        """Run forward."""
        return self.forward(*inputs, **options)

    def named_parameters(self):
        """Yield names and Tensors."""
        found, stack = {}, [("", self)]
        while stack:
            name, thing = stack.pop()
            if isinstance(thing, Tensor):
                found.setdefault(id(thing), (name, thing))
            inner = thing.__dict__ if isinstance(thing, with_a_stack) else {}
            if isinstance(thing, (list, tuple)):
                inner = dict(enumerate(thing))
            stack += [(f"{name}.{key}".lstrip("."), value) for key, value in reversed(inner.items())]
        return iter(found.values())

    def parameters(self):
        """List the Tensors."""
        return list(dict(self.named_parameters()).values())

    def zero_grad(self):
        """Forget the gradients."""
        for _, tensor in self.named_parameters():
            tensor.grad = None
