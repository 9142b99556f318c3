"""The shape of a GPT-2, and Hugging Face's config.json, in which it is written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GELUS = {
    "gelu_new": "tanh",
    "gelu": "erf",
    "gelu_pytorch_tanh": "tanh",
    "gelu_python_tanh": "tanh",
    "gelu_accurate": "tanh",
    "gelu_fast": "tanh",
    "gelu_python": "erf",
}
"""transformers' names of the two GELUs, and this course's; the first of each is the one that is written."""

DEFAULT_GELU = "gelu_new"
"""What transformers takes where config.json names none."""

SIZES = ("n_layer", "n_head", "n_embd", "vocab_size", "n_positions")

VARIANTS = {"scale_attn_weights": True, "scale_attn_by_inverse_layer_idx": False}
"""What config.json can say of another model of the same shapes, and what it says of GPT-2."""

OWN = "gpt2_by_hand"
"""The key under which a config.json that was written here keeps `origins`."""


class CheckpointError(ValueError):
    """A checkpoint cannot be read; the message says what is wrong with it and what to do."""


class ChoiceLeftOpen(CheckpointError):
    """Nothing says what no array shows: `choice` is "heads" or "gelu", `fact` the message without what to do."""

    def __init__(self, choice: str, fact: str, remedy: str) -> None:
        super().__init__(f"{fact} {remedy}")
        self.choice, self.fact = choice, fact


@dataclass(frozen=True)
class Config:
    """The shape of a GPT-2; `gelu` is "tanh" (what OpenAI's weights were trained with) or "erf"."""

    n_layer: int
    n_head: int
    n_embd: int
    vocab_size: int
    n_positions: int
    gelu: str = "tanh"
    eps: float = 1e-5

    def __post_init__(self) -> None:
        """Raise CheckpointError where no model has this shape."""
        for name in SIZES:
            size = getattr(self, name)
            if type(size) is not int or size < 1:
                raise CheckpointError(f"{name} is {size!r}; it has to be a whole number of 1 or more.")
        if self.n_embd % self.n_head:
            raise CheckpointError(f"n_head is {self.n_head}, which does not divide the {self.n_embd} of n_embd.")
        if not 0 < self.eps < 1:
            raise CheckpointError(f"layer_norm_epsilon is {self.eps}; it has to be above 0 and below 1.")


@dataclass(frozen=True)
class Origins:
    """Where a checkpoint's GELU, its number of heads and the tying of its head came from, each in a few words."""

    gelu: str
    heads: str
    head: str


@dataclass(frozen=True)
class FoundConfig:
    """The shape of a model, whether its head is the embedding (None where no config.json says), and who says so."""

    config: Config
    tied: bool | None
    origins: Origins


def read_json(path: Path, what: str = "GPT-2 config") -> dict[str, Any]:
    """Return the object in a JSON file beside weights, which is to be a `what`. Raises CheckpointError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} is no {what}: {error}.") from None
    if not isinstance(found, dict):
        raise CheckpointError(f"{path} is no {what}: it holds no object.")
    return found


def require_gpt2(path: Path, found: Mapping[str, Any]) -> None:
    """Raise CheckpointError where the config.json at `path` names another model, in whatever form its weights are."""
    if found.get("model_type", "gpt2") != "gpt2":
        raise CheckpointError(f"{path} is of a {found['model_type']}, which is no GPT-2.")


def config_from(path: Path, found: Mapping[str, Any]) -> FoundConfig:
    """Return what Hugging Face's config.json at `path` says, whose object is `found`. Raises CheckpointError."""
    require_gpt2(path, found)
    if missing := [name for name in SIZES if name not in found]:
        raise CheckpointError(f"{path} is no GPT-2 config: it has no {', '.join(missing)}.")
    name = found.get("activation_function", DEFAULT_GELU)
    if name not in GELUS:
        raise CheckpointError(f"{path} names the activation {name!r}, which is no GELU of a GPT-2: {', '.join(GELUS)}.")
    if odd := [f"{key} {found[key]}" for key, usual in VARIANTS.items() if found.get(key, usual) is not usual]:
        raise CheckpointError(f"{path} is of another model, whose attention is scaled otherwise: {', '.join(odd)}.")
    tied = found.get("tie_word_embeddings", True)
    if not isinstance(tied, bool):
        raise CheckpointError(f"{path}: tie_word_embeddings is {tied!r}; it has to be true or false.")
    try:
        config = Config(
            **{key: found[key] for key in SIZES}, gelu=GELUS[name], eps=float(found.get("layer_norm_epsilon", 1e-5))
        )
    except (CheckpointError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path}: {error}") from None
    if found.get("n_inner") not in (None, 4 * config.n_embd):
        raise CheckpointError(f"{path}: n_inner is {found['n_inner']}; a GPT-2's is 4 n_embd, {4 * config.n_embd}.")
    return FoundConfig(config, tied, _origins(found))


def _origins(found: Mapping[str, Any]) -> Origins:
    """Return what was noted when weights were brought, else that config.json says it or leaves it out."""

    def said(key: str) -> str:
        return "config.json" if key in found else "config.json names none: transformers' default"

    noted = found.get(OWN)
    own = noted if isinstance(noted, dict) else {}
    return Origins(
        gelu=str(own.get("gelu", said("activation_function"))),
        heads=str(own.get("heads", said("n_head"))),
        head=str(own.get("head", said("tie_word_embeddings"))),
    )


def config_json(config: Config, tied: bool, origins: Origins | None = None) -> str:
    """Return the text of a config.json in Hugging Face's field names, as `config_from` reads it."""
    c = config
    found: dict[str, Any] = {"model_type": "gpt2", "n_layer": c.n_layer, "n_head": c.n_head, "n_embd": c.n_embd}
    found |= {"vocab_size": c.vocab_size, "n_positions": c.n_positions, "layer_norm_epsilon": c.eps}
    found["activation_function"] = next(name for name, gelu in GELUS.items() if gelu == c.gelu)
    found["tie_word_embeddings"] = tied
    if origins:
        found[OWN] = vars(origins)
    return json.dumps(found, indent=1) + "\n"


def describe_choices(config: Config, tied: bool, origins: Origins | None) -> str:
    """Say in one line what no array shows, GELU, heads and tying, each with where it came from."""
    found = (f"{config.gelu} GELU", f"{config.n_head} heads", "tied head" if tied else "untied head")
    if origins is None:
        return ", ".join(found)
    where = (origins.gelu, origins.heads, origins.head)
    return ", ".join(f"{what} ({origin})" for what, origin in zip(found, where, strict=True))
