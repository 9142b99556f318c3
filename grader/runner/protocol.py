"""What is said over the wire: requests of the judge, and an answer's replies, as plain values and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.runner.observation import CallResult, Loaded, Observation, Snapshot
from grader.runner.wire import MalformedMessage

WORDS = 1000
"""Characters of a trouble that are kept."""


@dataclass(frozen=True)
class ItemPayload:
    """One exercise to be answered: what the student's side needs to know of it, and the student's files.

    `drive` is the module in `grader.course.drivers` that asks, or ""; `files` maps "partNN_topic.NAME" to (path, text);
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
    if isinstance(value, Observation):
        return {"calls": [_plain(call_result) for call_result in value.calls], "moved_inputs": value.moved_inputs}
    if isinstance(value, (CallResult, Loaded, Snapshot)):
        return {name: _plain(inner) for name, inner in vars(value).items()}
    return value


def encode_call(call: Any) -> dict[str, Any]:
    """Return a call to the judge, made from where the answer runs while a question is asked."""
    return {"call": call}


def is_call(message: Any) -> bool:
    """Whether a message is such a call, and no reply."""
    return isinstance(message, dict) and tuple(message) == ("call",)


def decode_loaded(reply: Any) -> tuple[str, int, Loaded]:
    """Return a reply to the loading of an answer. Raises Malformed where it is none."""
    printed, count, found = _reply(reply)
    loaded = Loaded(**_fields(found, "function", "parameters", "by_hand", "formula", "files", "trouble"))
    parameters = loaded.parameters
    if parameters is not None:
        whole = isinstance(parameters, list)
        whole = whole and all(_is(p, tuple, str, int, bool) and p[0].isidentifier() for p in parameters)
        _require(whole and len(parameters) < 1000)
    _require(isinstance(loaded.files, list) and all(type(name) is str for name in loaded.files))
    loaded.trouble = _words(loaded.trouble)
    return printed, count, loaded


def decode_observation(reply: Any) -> tuple[str, int, Observation]:
    """Return a reply to a call of an answer. Raises Malformed where it is none."""
    printed, count, found = _reply(reply)
    told = _fields(found, "calls", "moved_inputs")
    _require(isinstance(told["calls"], list) and len(told["calls"]) >= 1)
    return (
        printed,
        count,
        Observation([_call_result(call_result) for call_result in told["calls"]], _words(told["moved_inputs"])),
    )


def _call_result(told: Any) -> CallResult:
    call_result = CallResult(**_fields(told, "returned", "trouble", "unwritten", "snapshot"))
    call_result.trouble = _words(call_result.trouble)
    _require(type(call_result.unwritten) is bool)
    if call_result.snapshot is not None:
        call_result.snapshot = snapshot = Snapshot(
            **_fields(call_result.snapshot, "inputs", "upstream", "returned", "replaced_inputs")
        )
        _require(isinstance(snapshot.inputs, dict) and all(type(name) is str for name in snapshot.inputs))
        _require(isinstance(snapshot.returned, list) and isinstance(snapshot.replaced_inputs, list))
        snapshot.replaced_inputs = [_words(name) for name in snapshot.replaced_inputs]
    return call_result


def _reply(reply: Any) -> tuple[str, int, Any]:
    told = _fields(reply, "printed", "count", "found")
    _require(type(told["printed"]) is str and type(told["count"]) is int and told["count"] >= 0)
    return told["printed"], told["count"], told["found"]


def _fields(told: Any, *names: str) -> dict[str, Any]:
    _require(isinstance(told, dict) and tuple(told) == names)
    return told


def _words(text: Any) -> str:
    """Return a text that is shown to people: not too long, and without what would move a terminal's cursor."""
    _require(type(text) is str)
    return "".join(letter if letter.isprintable() else " " for letter in text[:WORDS])


def _is(value: Any, container: type, *kinds: type) -> bool:
    return type(value) is container and len(value) == len(kinds) and all(map(isinstance, value, kinds))


def _require(held: bool) -> None:
    if not held:
        raise MalformedMessage("what came is no reply")
