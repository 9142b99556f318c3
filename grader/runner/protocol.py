"""What is sent over the wire: the judge's requests and an answer's replies, as plain values, and read back strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import Any

from grader.runner.observation import (
    CallError,
    CallResult,
    ErrorKind,
    Loaded,
    Observation,
    Snapshot,
    Step,
    TraceFinding,
    TraceKind,
)
from grader.runner.wire import MalformedMessage

LONGEST_TEXT = 1000
"""Characters of a text for people that are kept."""


@dataclass(frozen=True)
class ItemPayload:
    """One exercise to be answered: what the student's side needs to know of it, and the student's files.

    `driver` is the name of the exercise's driver module, or ""; `files` maps "partNN_topic.NAME" to (path, text);
    `memory` is in bytes.
    """

    part: str
    name: str
    is_op: bool
    driver: str
    seconds: float
    memory: int
    files: dict[str, tuple[str, str]]


def encode_reply(found: Loaded | Observation, printed: str, count: int) -> dict[str, Any]:
    """Return a reply: what was found, what was printed since the last one, and how much in all."""
    return {"printed": printed, "count": count, "found": _plain(found)}


def _plain(value: Any) -> Any:
    if isinstance(value, (Loaded, Observation, CallResult, CallError, Snapshot, TraceFinding)):
        return {name: _plain(inner) for name, inner in vars(value).items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.value if isinstance(value, Enum) else value


def encode_call(call: Any) -> dict[str, Any]:
    """Return a call to the judge, made by a driver while its exercise is called."""
    return {"call": call}


def is_call(message: Any) -> bool:
    """Whether a message is such a call, and no reply."""
    return isinstance(message, dict) and tuple(message) == ("call",)


def decode_loaded(reply: Any) -> tuple[str, int, Loaded]:
    """Return what was printed, how much in all, and the loaded file. Raises MalformedMessage."""
    printed, count, found = _reply(reply)
    loaded = Loaded(**_fields_of(Loaded, found))
    parameters = loaded.parameters
    if parameters is not None:
        whole = isinstance(parameters, list)
        whole = whole and all(_is(p, tuple, str, int, bool) and p[0].isidentifier() for p in parameters)
        _require(whole and len(parameters) < 1000)
    _require(isinstance(loaded.files, list) and all(type(name) is str for name in loaded.files))
    loaded.error, loaded.replaced = _text(loaded.error), _text(loaded.replaced)
    return printed, count, loaded


def decode_observation(reply: Any) -> tuple[str, int, Observation]:
    """Return what was printed, how much in all, and the observation of a call. Raises MalformedMessage."""
    printed, count, found = _reply(reply)
    observed = Observation(**_fields_of(Observation, found))
    _require(isinstance(observed.calls, list) and len(observed.calls) >= 1)
    observed.calls = [_call_result(call) for call in observed.calls]
    _require(type(observed.widened_at) is type(observed.peak_bytes) is int)
    observed.trace = None if observed.trace is None else _trace(observed.trace)
    return printed, count, observed


def _call_result(value: Any) -> CallResult:
    result = CallResult(**_fields_of(CallResult, value))
    result.error = None if result.error is None else _error(result.error)
    if result.snapshot is not None:
        result.snapshot = snapshot = Snapshot(**_fields_of(Snapshot, result.snapshot))
        _require(isinstance(snapshot.inputs, dict) and all(type(name) is str for name in snapshot.inputs))
        _require(isinstance(snapshot.returned, list) and isinstance(snapshot.replaced_inputs, list))
        snapshot.replaced_inputs = [_text(name) for name in snapshot.replaced_inputs]
    return result


def _error(value: Any) -> CallError:
    error = CallError(**_fields_of(CallError, value))
    error.kind = _member(ErrorKind, error.kind)
    error.step = None if error.step is None else _member(Step, error.step)
    for name in ("message", "exception", "file", "code", "raised_file", "raised_code", "owner", "attribute"):
        setattr(error, name, _text(getattr(error, name)))
    _require(isinstance(error.bases, list) and len(error.bases) < 100)
    error.bases = [_text(name) for name in error.bases]
    _require(type(error.line) is type(error.raised_line) is int)
    _require(isinstance(error.facts, Mapping) and len(error.facts) < 10)
    error.facts = {_text(name): _fact(fact) for name, fact in error.facts.items()}
    return error


def _trace(value: Any) -> TraceFinding:
    finding = TraceFinding(**_fields_of(TraceFinding, value))
    return TraceFinding(_member(TraceKind, finding.kind), _text(finding.function), _text(finding.argument))


def _fact(value: Any) -> str | tuple[int, ...]:
    """Return a fact of a driver's: a text or a shape."""
    if type(value) is tuple:
        _require(len(value) < 100 and all(type(n) is int for n in value))
        return value
    return _text(value)


def _reply(reply: Any) -> tuple[str, int, Any]:
    found = _fields(reply, "printed", "count", "found")
    _require(type(found["printed"]) is str and type(found["count"]) is int and found["count"] >= 0)
    return found["printed"], found["count"], found["found"]


def _fields_of(kind: type, value: Any) -> dict[str, Any]:
    return _fields(value, *_names_of(kind))


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _fields(value: Any, *names: str) -> dict[str, Any]:
    _require(isinstance(value, dict) and tuple(value) == names)
    return value


def _member(kind: type[Enum], value: Any) -> Any:
    _require(type(value) is str and value in [member.value for member in kind])
    return kind(value)


def _text(text: Any) -> str:
    """Return a text that is shown to people: not too long, and without what would move a terminal's cursor."""
    _require(type(text) is str)
    return "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_TEXT])


def _is(value: Any, container: type, *kinds: type) -> bool:
    return type(value) is container and len(value) == len(kinds) and all(map(isinstance, value, kinds))


def _require(held: bool) -> None:
    if not held:
        raise MalformedMessage("what came is no reply")
