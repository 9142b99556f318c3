"""What one request to an answer brought: raw, and for the judge to make something of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Snapshot:
    """How everything that an answer may not change stood after a deed, and which inputs were swapped for others.

    `inputs` is nested as they were given; `returned` holds what the earlier deeds returned, in their order.
    """

    inputs: dict[str, Any]
    upstream: Any
    returned: list[Any]
    replaced_inputs: list[str]


@dataclass
class CallResult:
    """One call: what it returned, or the trouble in words; `unwritten` where it is still a stub."""

    returned: Any = None
    trouble: str = ""
    unwritten: bool = False
    snapshot: Snapshot | None = None


@dataclass
class Observation:
    """The forward, and where they were asked for the backward and the backward again; `near` as `near_calls` has it."""

    calls: list[CallResult] = field(default_factory=list)
    moved_inputs: str = ""


@dataclass
class Loaded:
    """What stands in an exercise's file: its function's kind and parameters, what was worked by hand, and the formulas.

    `function` is None where there is none of that name, `parameters` where it does not say which it takes: each is a
    name, its kind (`inspect.Parameter`'s) and whether it has a default. `files` lists the texts that were loaded by
    their keys, "partNN_topic.NAME".
    """

    function: Any = None
    parameters: list[tuple[str, int, bool]] | None = None
    by_hand: Any = None
    formula: Any = None
    files: list[str] = field(default_factory=list)
    trouble: str = ""
