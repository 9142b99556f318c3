"""load_state_dict: put the arrays of a checkpoint into a model, whoever wrote it.

Forward   each array under its own name, in its own orientation, copied into the model's Tensor of that name
Given     a GPT, and a state: arrays by name, in Hugging Face's layout, in nanoGPT's and minGPT's, or in the course's
Wanted    the model, which computes what the checkpoint's model computes; or ValueError in words, and nothing changed
Source    the checkpoints themselves: openai-community/gpt2 on the Hugging Face Hub, and nanoGPT's model.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

if not __package__:
    raise SystemExit("python -m exercises.part10_gpt2.load_state_dict runs it, grader check judges it")

from .GPT import GPT

# What others call a parameter, and what the course calls it. Before all of their names may stand "transformer.", and
# before that "_orig_mod.".
NAMES = {
    "wte.weight": "W_e",
    "wpe.weight": "W_p",
    "h.{i}.ln_1.weight": "h.{i}.ln1_g",
    "h.{i}.ln_1.bias": "h.{i}.ln1_b",
    "h.{i}.attn.c_attn.weight": "h.{i}.W_attn",
    "h.{i}.attn.c_attn.bias": "h.{i}.b_attn",
    "h.{i}.attn.c_proj.weight": "h.{i}.W_proj",
    "h.{i}.attn.c_proj.bias": "h.{i}.b_proj",
    "h.{i}.ln_2.weight": "h.{i}.ln2_g",
    "h.{i}.ln_2.bias": "h.{i}.ln2_b",
    "h.{i}.mlp.c_fc.weight": "h.{i}.W1",
    "h.{i}.mlp.c_fc.bias": "h.{i}.b1",
    "h.{i}.mlp.c_proj.weight": "h.{i}.W2",
    "h.{i}.mlp.c_proj.bias": "h.{i}.b2",
    "ln_f.weight": "lnf_g",
    "ln_f.bias": "lnf_b",
    "lm_head.weight": "W_head",
}
# No parameters, but causal masks that old checkpoints carry along.
MASKS = ("h.{i}.attn.bias", "h.{i}.attn.masked_bias")

# Where the model has it, by the names of its named_parameters(), and what the course calls it.
PLACES = {
    "ln1.gamma": "ln1_g",
    "ln1.beta": "ln1_b",
    "attention.qkv.W": "W_attn",
    "attention.qkv.b": "b_attn",
    "attention.proj.W": "W_proj",
    "attention.proj.b": "b_proj",
    "ln2.gamma": "ln2_g",
    "ln2.beta": "ln2_b",
    "mlp.fc.W": "W1",
    "mlp.fc.b": "b1",
    "mlp.proj.W": "W2",
    "mlp.proj.b": "b2",
    "lnf.gamma": "lnf_g",
    "lnf.beta": "lnf_b",
}

# By hand: a checkpoint of D = 2 has h.0.attn.c_attn.weight of shape (6, 2) and
# h.0.attn.c_proj.weight = [[1, 2], [3, 4]]. What is the model's h.0.attention.proj.W?
by_hand = {"W_proj": None}


def by_course_names(state: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return a state's arrays by the course's names and in its orientation, (in, out); masks are left out.

    A state that has W_e is in the course's layout. In the others, Hugging Face keeps the four matrices of a block as
    (in, out); nanoGPT and minGPT, which use PyTorch's Linear, keep them as (out, in), and the tables as we do. Raises
    ValueError for a key that no GPT-2 has, and for a c_attn.weight of neither (D, 3D) nor (3D, D).
    """
    raise NotImplementedError(
        "load_state_dict: write by_course_names. Return a state's arrays by the course's names and in its "
        "orientation, (in, out); masks are left out."
    )


def load_state_dict(model: GPT, state: Mapping[str, np.ndarray]) -> None:
    """Copy a state's arrays into the model's parameters, which keep their dtype and share no memory with the state.

    Raises ValueError in words, and leaves the model as it was, where keys are missing or too many, where a shape is
    another, and where a tied model is given a head that is not the embedding. (One that is equal to it may be there.)
    """
    raise NotImplementedError(
        "load_state_dict: derive the model, which computes what the checkpoint's model computes; or "
        "ValueError in words, and nothing changed."
    )
