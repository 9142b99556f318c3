"""Small GPT-2s as inputs of cases: their configs, and recipes for their weights."""

from __future__ import annotations

from typing import Any

from grader.course.inputs import gain, normal
from grader.course.spec import Recipe


def gpt_config(
    vocab_size: int, block_size: int, n_layer: int, n_head: int, n_embd: int, **options: Any
) -> dict[str, Any]:
    """Return the fields of a GPTConfig; options that are left out have GPTConfig's defaults."""
    fields = {"vocab_size": vocab_size, "block_size": block_size, "n_layer": n_layer, "n_head": n_head}
    return fields | {"n_embd": n_embd} | options


def gpt_params(
    V: int,
    n_ctx: int,
    D: int,
    hidden: int = 0,
    n_layer: int = 0,
    *,
    biases: bool = True,
    head: bool = False,
    attention: float = 0.6,
    last: float = 1.0,
) -> dict[str, Recipe]:
    """Return recipes for all weights of a model, under the names and in the order of gpt2_loss's `params`.

    `head` adds an untied W_head. `attention` is the standard deviation of W_attn; a `last` other than 1 is that of
    lnf_g, for large logits.
    """
    params = {"W_e": normal(V, D), "W_p": normal(n_ctx, D)}
    for i in range(n_layer):
        block = {
            "ln1_g": gain(D),
            "ln1_b": normal(D),
            "W_attn": normal(D, 3 * D, std=attention),
            "b_attn": normal(3 * D),
            "W_proj": normal(D, D, std=0.6),
            "b_proj": normal(D),
            "ln2_g": gain(D),
            "ln2_b": normal(D),
            "W1": normal(D, hidden, std=0.6),
            "b1": normal(hidden),
            "W2": normal(hidden, D, std=0.6),
            "b2": normal(D),
        }
        params |= {f"h.{i}.{name}": recipe for name, recipe in block.items()}
    params |= {"lnf_g": normal(D, std=last) if last != 1 else gain(D), "lnf_b": normal(D)}
    if not biases:
        params = {name: recipe for name, recipe in params.items() if not _is_bias(name)}
    return params | ({"W_head": normal(V, D)} if head else {})


def _is_bias(name: str) -> bool:
    return name.endswith("_b") or name.rsplit(".", maxsplit=1)[-1].startswith("b")
