"""Faults in the solutions of parts 07 to 15, each with the text that it replaces and the checks that must refuse it."""

from typing import NamedTuple

from tests.judge.planted_faults.autograd import TENSOR
from tests.judge.planted_faults.evaluation import LAMBADA, PER_TOKEN_CROSS_ENTROPY, STRIDED_PERPLEXITY
from tests.judge.planted_faults.fast_models import FAST_DECODER, FAST_GPT2
from tests.judge.planted_faults.fast_pieces import (
    ADAMW_IN_CHUNKS,
    BLOCKED_ATTENTION,
    CROSS_ENTROPY_IN_PLACE,
    GELU_IN_CHUNKS,
    LAYER_NORM_ROWS,
    SCATTER_ADD_ROWS,
    SHARE,
)
from tests.judge.planted_faults.generation import GENERATE, KV_CACHE, SAMPLE_NEXT_TOKEN
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
from tests.judge.planted_faults.training import CLIP_GRAD_NORM, GET_BATCH, GET_LR, TRAIN
from tests.judge.planted_faults.verification import GRADIENT_CHECK

ANY_CHECK = "*"


class Fault(NamedTuple):
    """`old` stands once in the solution of `exercise`; `by` is a pattern of the names of checks that see `new`."""

    exercise: str
    what: str
    old: str
    new: str
    by: str = ANY_CHECK


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
    "clip_grad_norm": CLIP_GRAD_NORM,
    "get_batch": GET_BATCH,
    "get_lr": GET_LR,
    "train": TRAIN,
    "per_token_cross_entropy": PER_TOKEN_CROSS_ENTROPY,
    "strided_perplexity": STRIDED_PERPLEXITY,
    "lambada": LAMBADA,
    "sample_next_token": SAMPLE_NEXT_TOKEN,
    "KVCache": KV_CACHE,
    "generate": GENERATE,
    "gelu_in_chunks": GELU_IN_CHUNKS,
    "layer_norm_rows": LAYER_NORM_ROWS,
    "blocked_attention": BLOCKED_ATTENTION,
    "adamw_in_chunks": ADAMW_IN_CHUNKS,
    "cross_entropy_in_place": CROSS_ENTROPY_IN_PLACE,
    "scatter_add_rows": SCATTER_ADD_ROWS,
    "share": SHARE,
    "FastDecoder": FAST_DECODER,
    "FastGPT2": FAST_GPT2,
}
FAULTS = [Fault(name, *each) for name, faults in BY_EXERCISE.items() for each in faults]
