"""Driver: load_state_dict."""

from types import MappingProxyType

import numpy as np

from grader.course.drivers.module_lookup import lookup
from grader.course.part10_gpt2.GPT.driver import PATHS, build, tensor_at

MATRICES = ("W_attn", "W_proj", "W1", "W2")

BEFORE = -1.0
"""The value of every parameter before anything is loaded."""


def drive(load_state_dict, config, state, like, read_only):
    """Load a state into a model of the dtype of `like` whose parameters are all -1, and return them afterwards.

    `refused` is 1 where load_state_dict raises a ValueError with a message. Where it is `read_only`, the state is a
    mapping that has no way to take a key out.
    """
    model = build(lookup(load_state_dict, "GPT"), config, like.dtype)
    blocks = [f"h.{i}.{name}" for i in range(len(model.h)) for name in PATHS if name[:3] != "lnf"]
    tensors = {name: tensor_at(model, name) for name in ("W_e", "W_p", *blocks, "lnf_g", "lnf_b")}
    if hasattr(model, "W_head"):
        tensors["W_head"] = model.W_head
    tensors = {name: tensor for name, tensor in tensors.items() if tensor is not None}
    for tensor in tensors.values():
        tensor.data[...] = BEFORE
    state = {name: array.copy() for name, array in state.items()}
    refused = 0.0
    try:
        load_state_dict(model, MappingProxyType(state) if read_only else state)
    except ValueError as error:
        refused = 1.0 if str(error) else 0.0
    for array in state.values():
        np.add(array, 1, out=array)  # changes a model that kept the state's own arrays
    arrays = {name: tensor.data for name, tensor in tensors.items()}
    none = np.zeros(0, like.dtype)
    blocks = range(len(model.h))
    stacked = [np.stack([arrays[f"h.{i}.{kind}"] for i in blocks]) if blocks else none for kind in MATRICES]
    vectors = np.concatenate([array for array in arrays.values() if array.ndim == 1])
    width = sum(array.nbytes for array in arrays.values()) / sum(array.size for array in arrays.values())
    return refused, arrays["W_e"], arrays["W_p"], *stacked, vectors, arrays.get("W_head", none), width
