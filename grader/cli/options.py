"""Options that more than one command has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cyclopts import Parameter, Token, convert

from grader.errors import BadInput


def whole_numbers(kind: type, tokens: Sequence[Token]) -> Any:
    """Convert a command's argument; cyclopts alone would round 1.5 where a whole number is asked for."""
    if kind is int and "." in tokens[0].value:
        raise BadInput(f"{tokens[0].keyword or 'It'} takes a whole number, not {tokens[0].value}.")
    return convert(kind, tokens)


def _refuse_negative(_: type, seed: int | None) -> None:
    if seed is not None and seed < 0:
        raise BadInput(f"--seed takes a whole number of 0 or more, not {seed}.")


SEED = Parameter(validator=_refuse_negative)
"""`--seed`: a whole number of 0 or more, as `numpy.random.default_rng` takes it."""
