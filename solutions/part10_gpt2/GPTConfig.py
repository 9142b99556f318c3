"""GPTConfig: the sizes and the options of a GPT-2, checked once and never changed.

Forward   a frozen dataclass: vocab_size V, block_size T, n_layer L, n_head H, n_embd D, and the options bias, gelu,
          tied, eps
Given     its fields
Wanted    the channels of one head; the number of all parameters, a tied head counted once; and ValueError in
          words for sizes and options that no model can be built from
Source    Radford et al., Language Models are Unsupervised Multitask Learners (2019), table 2
"""

from dataclasses import dataclass

# By hand: V = 10, block_size = 3, 1 layer of 2 heads, D = 4, with biases and a tied head. How many channels has a head,
# and how many parameters has the model? List every array with its shape first, block by block.
by_hand = {"head_dim": 2, "n_parameters": 304}


@dataclass(frozen=True)
class GPTConfig:
    """What a GPT-2 is built from; the defaults are OpenAI's 124M model. To assign to a field raises an exception.

    gelu is "tanh" (what OpenAI's weights were trained with) or "erf". A tied head scores with the embedding's own
    table; an untied one has a table (V, D) of its own. bias says whether the Linears and LayerNorms have one.
    """

    vocab_size: int = 50257
    block_size: int = 1024
    n_layer: int = 12
    n_head: int = 12
    n_embd: int = 768
    bias: bool = True
    gelu: str = "tanh"
    tied: bool = True
    eps: float = 1e-5

    def __post_init__(self) -> None:
        """Raise ValueError, in words, unless the sizes are 1 or more (n_layer may be 0: no block) and fit each other.

        n_embd is a multiple of n_head, gelu is one of the two, and eps is above 0.
        """
        ### BEGIN SOLUTION
        for name, least in (("vocab_size", 1), ("block_size", 1), ("n_layer", 0), ("n_head", 1), ("n_embd", 1)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} is {getattr(self, name)}; it has to be {least} or more")
        if self.n_embd % self.n_head != 0:
            raise ValueError(f"n_embd {self.n_embd} cannot be cut into {self.n_head} heads of one size")
        if self.gelu not in ("tanh", "erf"):
            raise ValueError(f"gelu is {self.gelu!r}; it is 'tanh' or 'erf'")
        if not self.eps > 0:
            raise ValueError(f"eps is {self.eps}; it has to be above 0, or a constant row is divided by 0")
        ### END SOLUTION

    @property
    def head_dim(self) -> int:
        """The channels of one head."""
        ### BEGIN SOLUTION
        return self.n_embd // self.n_head
        ### END SOLUTION

    @property
    def n_parameters(self) -> int:
        """How many numbers the model learns."""
        ### BEGIN SOLUTION
        V, T, L, D = self.vocab_size, self.block_size, self.n_layer, self.n_embd
        norm = 2 * D if self.bias else D
        # Of one block: W_attn (D, 3D), W_proj (D, D), W1 (D, 4D), W2 (4D, D): 12 D^2; and what each puts out, a bias.
        matrices = 12 * D * D
        biases = (3 + 1 + 4 + 1) * D if self.bias else 0
        block = 2 * norm + matrices + biases
        # A tied head is the embedding itself: it has nothing of its own to learn.
        head = 0 if self.tied else V * D
        return V * D + T * D + L * block + norm + head
        ### END SOLUTION
