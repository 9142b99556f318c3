"""What a GPT-2's arrays leave open: which GELU, how many heads. It is read, or asked for; a guess is said to be one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reference.checkpoint_config import (
    CheckpointError,
    ChoiceLeftOpen,
    Config,
    FoundConfig,
    Origins,
    config_from,
    read_json,
)
from reference.layouts import INNER, OUTER, Layout
from reference.published import MODELS

MINGPT_HEADS = {"gpt2": 12, "gpt2-medium": 16, "gpt2-large": 20, "gpt2-xl": 25, "openai-gpt": 12}
MINGPT_HEADS |= {"gopher-44m": 16, "gpt-mini": 6, "gpt-micro": 4, "gpt-nano": 3}
"""The heads of minGPT's model types (Karpathy's minGPT, mingpt/model.py)."""


@dataclass(frozen=True)
class _Said:
    """A choice and where it came from."""

    value: Any
    where: str


def infer_config(
    file: Path,
    params: Mapping[str, Any],
    layout: Layout,
    options: Mapping[str, Any],
    gelu: str | None = None,
    heads: int | None = None,
) -> FoundConfig:
    """Return the config of the arrays in `file`: by config.json beside it, else by shapes and the file's `options`.

    `gelu` and `heads` are what the user says, and go before. Raises CheckpointError where a choice is left open.
    """
    beside = file.parent / "config.json"
    written = read_json(beside) if beside.is_file() else None
    mingpt = _mingpt(written or {})
    if written is not None and mingpt is None:
        found = config_from(beside, written)
        config, origins = found.config, found.origins
        if gelu:
            origins = replace(origins, gelu=f"--gelu; {origins.gelu}: {config.gelu}")
            config = replace(config, gelu=gelu)
        if heads:
            origins = replace(origins, heads=f"--heads; {origins.heads}: {config.n_head}")
            config = replace(config, n_head=heads)
        return FoundConfig(config, found.tied, origins)
    sizes = _sizes(file, params)
    _require_same(file, options, sizes)
    same = next((name for name, m in MODELS.items() if all(getattr(m, k) == v for k, v in sizes.items())), "")
    as_published = f"as OpenAI's {same}, whose sizes and layout these are" if same and layout is Layout.HUB else ""
    n_head = (
        (heads and _Said(heads, "--heads"))
        or (isinstance(options.get("n_head"), int) and _Said(options["n_head"], options.get("heads_from", file.name)))
        or _mingpt_heads(mingpt or {})
        or (as_published and _Said(MODELS[same].n_head, as_published))
    )
    if not n_head:
        raise ChoiceLeftOpen(
            "heads",
            f"nothing in or beside {file} says how many heads its {sizes['n_embd']} channels make.",
            "Say it: --heads N; or put its config.json there.",
        )
    form = (
        (gelu and _Said(gelu, "--gelu"))
        or (options.get("gelu") and _Said(options["gelu"], f"{options['from']}'s"))
        or (mingpt is not None and _Said("tanh", "minGPT's"))
        or (as_published and _Said("tanh", as_published))
    )
    if not form:
        raise ChoiceLeftOpen(
            "gelu",
            f"nothing in or beside {file} says which GELU its model computes with: OpenAI's, minGPT's and nanoGPT's "
            "until May 2023 is the tanh form, nanoGPT's since then the exact one, erf.",
            "Say it: --gelu tanh or erf.",
        )
    config = Config(**sizes, n_head=n_head.value, gelu=form.value)
    return FoundConfig(config, None, Origins(form.where, n_head.where, head=""))


def _sizes(file: Path, params: Mapping[str, Any]) -> dict[str, int]:
    """Return the sizes that the shapes show. Raises CheckpointError where the arrays are no GPT-2's."""
    needed = ("W_e", "W_p", "h.0.W_attn")
    if missing := [name for name in needed if name not in params]:
        inner = {f"h.0.{theirs}": f"h.0.{course}" for theirs, course in INNER.items()}
        names = {course: theirs for theirs, course in (OUTER | inner).items()}
        raise CheckpointError(f"{file} has no {', '.join(names[name] for name in missing)}: it is not a whole GPT-2.")
    if len(params["W_e"].shape) != 2 or len(params["W_p"].shape) != 2:
        raise CheckpointError(f"{file} has embeddings that are no tables of two axes.")
    (V, D), T = params["W_e"].shape, params["W_p"].shape[0]
    layers = 1 + max(int(found[1]) for name in params if (found := re.match(r"h\.(\d+)\.", name)))
    return {"n_layer": layers, "n_embd": D, "vocab_size": V, "n_positions": T}


def _require_same(file: Path, options: Mapping[str, Any], sizes: Mapping[str, int]) -> None:
    """Raise CheckpointError where the sizes that a file says are not those of its arrays."""
    for name, size in sizes.items():
        said = options.get("block_size" if name == "n_positions" else name, size)
        if said not in (None, size):
            raise CheckpointError(f"{file} says that {name} is {said}, and its arrays have {size}: it is not whole.")


def _mingpt(written: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the settings of the model in what minGPT writes as config.json, beside those of data and trainer."""
    model = written.get("model")
    return model if isinstance(model, dict) else None


def _mingpt_heads(model: Mapping[str, Any]) -> _Said | None:
    heads = model.get("n_head") or MINGPT_HEADS.get(str(model.get("model_type")))
    return _Said(heads, "minGPT's config.json") if isinstance(heads, int) else None
