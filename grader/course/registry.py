"""What is asked: one entry per exercise, in a folder per part that mirrors `exercises/` and `solutions/`.

A part's folder says its TITLE and the ORDER of its exercises; an entry says EXERCISE and MISTAKES. Entries are
imported one at a time, when they are asked for, so that a single check stays quick.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
from functools import cache
from pathlib import Path

from grader.course.spec import Exercise
from grader.errors import BadInput


@cache
def parts() -> tuple[str, ...]:
    """Return the parts in order, by folder name: "part03_linear_algebra" and so on."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("part[0-9][0-9]_*/__init__.py")))


def title(part: str) -> str:
    """Return a part's title."""
    return importlib.import_module(f"grader.course.{part}").TITLE


@cache
def names(part: str) -> tuple[str, ...]:
    """Return the exercises of a part, in order."""
    return importlib.import_module(f"grader.course.{part}").ORDER


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
    """Return an exercise with its place filled in. Raises BadInput for an unknown name."""
    part = part_of(name)
    module = importlib.import_module(f"grader.course.{part}.{name}.entry")
    mistakes = getattr(module, "MISTAKES", ())
    return dataclasses.replace(module.EXERCISE, name=name, part=part, mistakes=mistakes)


@cache
def prerequisites(name: str) -> tuple[str, ...]:
    """Return the exercise and all that it is built on. Raises BadInput for an unknown name."""
    found = {name: None}
    for other in entry(name).requires:
        found |= dict.fromkeys(prerequisites(other))
    return tuple(found)
