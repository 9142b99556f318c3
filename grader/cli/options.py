"""Options that more than one command has."""

from __future__ import annotations

from cyclopts import Parameter

from grader.errors import BadInput


def _refuse_negative(_: type, seed: int | None) -> None:
    if seed is not None and seed < 0:
        raise BadInput(f"--seed takes a whole number of 0 or more, not {seed}.")


SEED = Parameter(validator=_refuse_negative)
"""`--seed`: a whole number of 0 or more, as `numpy.random.default_rng` takes it."""
