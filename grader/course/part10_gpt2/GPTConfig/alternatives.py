"""Right alternatives to GPTConfig: correct answers, written in other ways."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class array_by_array:
    """List the shape of every parameter, and add up their sizes."""

    vocab_size: int = 50257
    block_size: int = 1024
    n_layer: int = 12
    n_head: int = 12
    n_embd: int = 768
    bias: bool = True
    gelu: str = "tanh"
    tied: bool = True
    eps: float = 1e-5

    def __post_init__(self):
        sizes = (self.vocab_size, self.block_size, self.n_layer + 1, self.n_head, self.n_embd)
        if min(sizes) < 1:
            raise ValueError(f"sizes are whole numbers from 1 (n_layer from 0): {self}")
        if divmod(self.n_embd, self.n_head)[1]:
            raise ValueError(f"{self.n_head} heads do not divide {self.n_embd} channels")
        if not (self.gelu == "tanh") | (self.gelu == "erf"):
            raise ValueError("gelu is either 'tanh' or 'erf'")
        if self.eps <= 0:
            raise ValueError("eps must be positive")

    @property
    def head_dim(self):
        """Channels per head."""
        return int(self.n_embd / self.n_head)

    @property
    def n_parameters(self):
        """The number of learned parameters."""
        return sum(math.prod(shape) for shape in self._shapes())

    def _shapes(self):
        V, D = self.vocab_size, self.n_embd
        yield from [(V, D), (self.block_size, D)]
        if not self.tied:
            yield (V, D)
        for _ in range(self.n_layer):
            yield from self._norm()
            yield from self._linear(D, 3 * D)
            yield from self._linear(D, D)
            yield from self._norm()
            yield from self._linear(D, 4 * D)
            yield from self._linear(4 * D, D)
        yield from self._norm()

    def _linear(self, n_in, n_out):
        yield (n_in, n_out)
        if self.bias:
            yield (n_out,)

    def _norm(self):
        return [(self.n_embd,)] * (2 if self.bias else 1)


class hand_written:
    """A plain class whose attributes can be set only once."""

    def __init__(
        self,
        vocab_size=50257,
        block_size=1024,
        n_layer=12,
        n_head=12,
        n_embd=768,
        bias=True,
        gelu="tanh",
        tied=True,
        eps=1e-5,
    ):
        for value, least in ((vocab_size, 1), (block_size, 1), (n_layer, 0), (n_head, 1), (n_embd, 1)):
            if not value >= least:
                raise ValueError(f"a size is {value}, less than {least}")
        if n_embd != n_head * (n_embd // n_head) or gelu not in {"tanh", "erf"} or eps <= 0.0:
            raise ValueError("the heads do not divide the channels, or gelu or eps is none that can be")
        fields = locals()
        self.__dict__.update({name: value for name, value in fields.items() if name not in ("self", "value", "least")})

    def __setattr__(self, name, value):
        raise AttributeError(f"{name} cannot be changed")

    @property
    def head_dim(self):
        """Channels per head."""
        return self.n_embd // self.n_head

    @property
    def n_parameters(self):
        """The number of learned parameters."""
        D = self.n_embd
        with_biases = self.n_layer * (12 * D * D + 13 * D) + 2 * D
        without = self.n_layer * (12 * D * D + 2 * D) + D
        tables = self.vocab_size * (1 if self.tied else 2) + self.block_size
        return tables * D + (with_biases if self.bias else without)
