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
by_hand = {"head_dim": None, "n_parameters": None}


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
        raise NotImplementedError(
            "GPTConfig: write __post_init__. Raise ValueError, in words, unless the sizes are 1 or more "
            "(n_layer may be 0: no block) and fit each other."
        )

    @property
    def head_dim(self) -> int:
        """The channels of one head."""
        raise NotImplementedError(
            "GPTConfig: write head_dim. The channels of one head."
        )

    @property
    def n_parameters(self) -> int:
        """How many numbers the model learns."""
        raise NotImplementedError(
            "GPTConfig: write n_parameters. How many numbers the model learns."
        )
