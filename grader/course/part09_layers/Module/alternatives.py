"""A right alternative to Module: a correct answer, written in another way."""

from ..part08_autograd.Tensor import Tensor


class with_a_stack:
    """Walk the model with an explicit stack; a dict keyed by id keeps each tensor's first name."""

    def __call__(self, *inputs, **options):
        """Call forward."""
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
        """Return the Tensors."""
        return list(dict(self.named_parameters()).values())

    def zero_grad(self):
        """Set all gradients to None."""
        for _, tensor in self.named_parameters():
            tensor.grad = None
