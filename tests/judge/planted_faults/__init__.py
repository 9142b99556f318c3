"""Faults in the solutions of parts 07 to 11, each with the text that it replaces and the checks that must refuse it."""

from typing import NamedTuple

from tests.judge.planted_faults.autograd import TENSOR
from tests.judge.planted_faults.layers import (
    EMBEDDING,
    LAYER_NORM,
    LINEAR,
    MLP,
    MODULE,
    MULTI_HEAD_ATTENTION,
    TRANSFORMER_BLOCK,
)
from tests.judge.planted_faults.model import GPT, GPT_CONFIG, LOAD_STATE_DICT
from tests.judge.planted_faults.optimizer import ADAMW, ADAMW_UPDATE
from tests.judge.planted_faults.verification import GRADIENT_CHECK


class Fault(NamedTuple):
    """`old` stands once in the solution of `exercise`; `by` is a pattern of the names of checks that see `new`."""

    exercise: str
    what: str
    old: str
    new: str
    by: str


BY_EXERCISE = {
    "gradient_check": GRADIENT_CHECK,
    "Tensor": TENSOR,
    "Module": MODULE,
    "Linear": LINEAR,
    "LayerNorm": LAYER_NORM,
    "Embedding": EMBEDDING,
    "MLP": MLP,
    "MultiHeadAttention": MULTI_HEAD_ATTENTION,
    "TransformerBlock": TRANSFORMER_BLOCK,
    "GPTConfig": GPT_CONFIG,
    "GPT": GPT,
    "load_state_dict": LOAD_STATE_DICT,
    "adamw_update": ADAMW_UPDATE,
    "AdamW": ADAMW,
}
FAULTS = [Fault(name, *each) for name, faults in BY_EXERCISE.items() for each in faults]
