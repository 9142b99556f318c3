"""The cases of load_state_dict: checkpoints in every layout and order, and some that do not fit the model."""

import numpy as np

from grader.course.inputs import exact, normal, single
from grader.course.part10_gpt2.load_state_dict.layouts import (
    almost_same_numbers,
    course_layout,
    masks_first,
    other_layout,
    same_numbers,
    without,
)
from grader.course.small_gpt2 import gpt_config
from grader.course.spec import case

FLOAT64 = exact(0)


def _case(label, config, state, like=FLOAT64, read_only=False, **options):
    """Return a case: load `state` into a model of `config` and of the dtype of `like`."""
    return case(label, config=config, state=state, like=like, read_only=read_only, **options)


def _reversed(state):
    return dict(reversed(state.items()))


def _half(recipe):
    """The recipe's numbers in float16."""
    return lambda rng: recipe(rng).astype(np.float16)


TINY = gpt_config(3, 2, 1, 1, 1, tied=False)
SMALL = gpt_config(5, 3, 1, 1, 2)
TWO = gpt_config(7, 3, 2, 2, 4)
UNTIED = SMALL | {"tied": False}
SQUARE = gpt_config(2, 2, 1, 1, 2)
TIED_COPY = {"transformer.wte.weight": same_numbers(7, 4), "lm_head.weight": same_numbers(7, 4)}
COURSE_COPY = {"W_e": same_numbers(5, 2), "W_head": same_numbers(5, 2)}
COPY = {"transformer.wte.weight": same_numbers(5, 2), "lm_head.weight": same_numbers(5, 2)}

CASES = (
    _case("the course's layout, one channel, untied", TINY, course_layout(TINY)),
    _case("nanoGPT's layout, the tied head twice", TWO, other_layout(TWO, "transformer.", linear=True) | TIED_COPY),
    _case("Hugging Face's layout, with masks", TWO, other_layout(TWO, masks=True)),
    _case("compiled and untied", UNTIED, other_layout(UNTIED, "_orig_mod.transformer.", linear=True)),
    _case("an untied head for a tied model", SMALL, other_layout(UNTIED, "transformer.", linear=True), _edge=True),
    _case("a missing key", SMALL, without(other_layout(SMALL, linear=True), "h.0.mlp.c_proj.bias"), _edge=True),
    _case("a layer too many", SMALL, course_layout(SMALL | {"n_layer": 2}), _edge=True),
    _case("a bias of one number", SMALL, other_layout(SMALL) | {"ln_f.bias": normal(1)}, _edge=True),
    _case("float32 numbers", SMALL, single(other_layout(SMALL, linear=True))),
    _case(
        "a float32 model, Hugging Face's layout with a prefix",
        SMALL,
        other_layout(SMALL, "transformer.") | COPY,
        lambda rng: np.zeros((), np.float32),
    ),
    _case("square tables", SQUARE, other_layout(SQUARE, linear=True)),
    _case(
        "untied, with a head that is the embedding",
        UNTIED,
        other_layout(UNTIED, "transformer.", linear=True) | COPY,
    ),
    _case(
        "no biases, with masks",
        SMALL | {"bias": False},
        other_layout(SMALL | {"bias": False}, "transformer.", linear=True, masks=True),
    ),
    _case("masks before all else", TWO, masks_first(other_layout(TWO, "transformer.", linear=True, masks=True))),
    _case("all keys in reverse, masks between", TWO, _reversed(other_layout(TWO, "transformer.", masks=True))),
    _case("the head before the embedding", TWO, _reversed(other_layout(TWO, "transformer.") | TIED_COPY)),
    _case("the course's layout in reverse, untied", UNTIED, _reversed(course_layout(UNTIED))),
    _case("the course's layout, the tied head twice", SMALL, course_layout(SMALL) | COURSE_COPY),
    _case(
        "eleven layers, keys sorted as text",
        SMALL | {"n_layer": 11},
        dict(sorted(other_layout(SMALL | {"n_layer": 11}, "transformer.").items())),
    ),
    _case("eleven layers, the course's layout", SMALL | {"n_layer": 11}, course_layout(SMALL | {"n_layer": 11})),
    _case("compiled, Hugging Face's layout, with masks", TWO, other_layout(TWO, "_orig_mod.", masks=True)),
    _case("no layer", SMALL | {"n_layer": 0}, other_layout(SMALL | {"n_layer": 0}, "transformer."), _edge=True),
    _case("float16 numbers", SMALL, {k: _half(v) for k, v in other_layout(SMALL).items()}, _edge=True),
    _case("a state from which no key can be taken", SMALL, other_layout(SMALL), read_only=True, _edge=True),
    _case(
        "a tied head with one other entry",
        SMALL,
        other_layout(SMALL) | {"wte.weight": same_numbers(5, 2), "lm_head.weight": almost_same_numbers(5, 2)},
        _edge=True,
    ),
    _case("a head and no embedding", SMALL, without(other_layout(UNTIED), "wte.weight"), _edge=True),
    _case(
        "another head, the course's layout",
        SMALL,
        course_layout(SMALL) | {"W_head": normal(5, 2)},
        _edge=True,
    ),
    _case("no head, the course's layout", UNTIED, course_layout(SMALL), _edge=True),
    _case("a layer missing", SMALL | {"n_layer": 2}, course_layout(SMALL), _edge=True),
    _case("a missing embedding", SMALL, without(other_layout(SMALL), "wte.weight"), _edge=True),
    _case("a missing c_attn", SMALL, without(other_layout(SMALL), "h.0.attn.c_attn.weight"), _edge=True),
    _case(
        "a bias of another layer in the place of one",
        SMALL,
        without(other_layout(SMALL), "ln_f.bias") | {"h.1.ln_1.bias": normal(2)},
        _edge=True,
    ),
    _case("a vocabulary of another size", SMALL, other_layout(SMALL | {"vocab_size": 6}), _edge=True),
    _case("twice as many channels", SMALL, other_layout(SMALL | {"n_embd": 4}, linear=True), _edge=True),
    _case("a table that lies the other way", SMALL, other_layout(SMALL) | {"wte.weight": normal(2, 5)}, _edge=True),
    _case(
        "one matrix that lies the other way",
        SMALL,
        other_layout(SMALL) | {"h.0.mlp.c_fc.weight": normal(8, 2)},
        _edge=True,
    ),
    _case("a bias with an axis more", SMALL, other_layout(SMALL) | {"ln_f.bias": normal(1, 2)}, _edge=True),
    _case("a table of one row", SMALL, other_layout(SMALL) | {"wpe.weight": normal(1, 2)}, _edge=True),
    _case("a bias of the embedding", SMALL, other_layout(SMALL) | {"wte.bias": normal(2)}, _edge=True),
    _case("a key with a tail", SMALL, other_layout(SMALL) | {"ln_f.weight.old": normal(2)}, _edge=True),
    _case("a key that no GPT-2 has", SMALL, other_layout(SMALL) | {"h.0.attn.c_gate.weight": normal(2, 2)}, _edge=True),
    _case("biases too many", SMALL | {"bias": False}, other_layout(SMALL), _edge=True),
    _case("a context of another length", SMALL, other_layout(SMALL | {"block_size": 4}), _edge=True),
    _case("no head for an untied model", UNTIED, other_layout(SMALL, linear=True), _edge=True),
    _case(
        "a c_attn of neither shape",
        SMALL,
        other_layout(SMALL) | {"h.0.attn.c_attn.weight": normal(2, 2)},
        _edge=True,
    ),
    _case("an empty state", SMALL, {}, _edge=True),
    _case(
        "eleven layers, large numbers",
        SMALL | {"n_layer": 11},
        other_layout(SMALL | {"n_layer": 11}, linear=True, std=1e30),
        _large=True,
    ),
)

BY_HAND = _case(
    "by hand",
    SMALL | {"bias": False},
    other_layout(SMALL | {"bias": False}, linear=True) | {"h.0.attn.c_proj.weight": exact([[1, 2], [3, 4]])},
)
