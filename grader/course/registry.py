"""The registry of exercises: every part in order, its exercises, and the entry of each.

A part's folder says its TITLE and the ORDER of its exercises; an exercise's `entry.py` says EXERCISE and MISTAKES.
Entries are imported one at a time, when they are asked for, so that a single check stays quick. The parts of packs come
after the course's own; they are loaded at the first question.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
from functools import cache

from grader.course.packs import all_roots, order_of, parts_of
from grader.course.spec import Exercise
from grader.errors import BadInput
from grader.paths import exercise_folder, pack_of_part


@cache
def parts() -> tuple[str, ...]:
    """Return the parts in order, by folder name: "part03_linear_algebra" and so on."""
    return tuple(part for root in all_roots() for part in parts_of(root))


def title(part: str) -> str:
    """Return a part's title."""
    parts()  # loads the packs
    return importlib.import_module(f"grader.course.{part}").TITLE


@cache
def names(part: str) -> tuple[str, ...]:
    """Return the exercises of a part, in order."""
    parts()  # loads the packs
    return order_of(part)


def all_names() -> tuple[str, ...]:
    """Return every exercise's name, in the order of the ladder."""
    return tuple(name for part in parts() for name in names(part))


def part_of(name: str) -> str:
    """Return the part that has this exercise. Raises BadInput, with the nearest names, where none has."""
    for part in parts():
        if name in names(part):
            return part
    near = difflib.get_close_matches(name, all_names(), n=3, cutoff=0.5)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(f"There is no exercise {name!r}.{meant} `grader list` shows them all.")


def key(name: str) -> str:
    """Return the key of an exercise's file in any tree, "partNN_topic.NAME". Raises BadInput for an unknown name."""
    return f"{part_of(name)}.{name}"


@cache
def entry(name: str) -> Exercise:
    """Return an exercise with its place filled in. Raises BadInput for an unknown name, or a pack's broken entry."""
    part = part_of(name)
    try:
        module = importlib.import_module(f"grader.course.{part}.{name}.entry")
    except Exception as error:
        if part not in pack_of_part:
            raise
        file = exercise_folder(part, name) / "entry.py"
        raise BadInput(f"{file} cannot be imported: {type(error).__name__}: {error}.") from error
    mistakes = getattr(module, "MISTAKES", ())
    return dataclasses.replace(module.EXERCISE, name=name, part=part, mistakes=mistakes)


@cache
def prerequisites(name: str) -> tuple[str, ...]:
    """Return the exercise and all that it is built on. Raises BadInput for an unknown name."""
    found = {name: None}
    for other in entry(name).requires:
        found |= dict.fromkeys(prerequisites(other))
    return tuple(found)
