"""Flat names for the arrays among a call's arguments: "x", and "params.W_e" for an array in a dict argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def flatten(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield ("argument", value) and, for a dict argument, ("argument.key", value), in order."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", inner) for key, inner in value.items())
        else:
            yield name, value


def get(inputs: Mapping[str, Any], flat_name: str) -> Any:
    """Return the value of one flat name."""
    head, _, key = flat_name.partition(".")
    return inputs[head][key] if key else inputs[head]


def replace(inputs: Mapping[str, Any], flat_name: str, value: Any) -> dict[str, Any]:
    """Return `inputs` with the value of one flat name replaced; everything else is shared."""
    head, _, key = flat_name.partition(".")
    return {**inputs, head: {**inputs[head], key: value} if key else value}


def flat_names(arguments: Sequence[str], inputs: Mapping[str, Any]) -> list[str]:
    """Return the flat names of `arguments`: each one, or each array of a dict argument."""
    return [name for name, _ in flatten({argument: inputs[argument] for argument in arguments})]
