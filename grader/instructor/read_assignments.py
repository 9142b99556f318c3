"""Read `assignments.toml` of a course's folder: what the instructor chose, checked against the course.

Every fault is one sentence that names the line's key and the nearest name that there is.
"""

from __future__ import annotations

import datetime
import difflib
import graphlib
import itertools
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.packs import load_packs
from grader.course.registry import prerequisites
from grader.errors import BadInput
from grader.instructor.assignments import DERIVATION_POINTS, Assignment, Course, LateRule, all_parts

FILE = "assignments.toml"

COURSE_KEYS = ("assignments", "per_student", "packs", "kit")
KIT_KEYS = ("parts", "hints")
ASSIGNMENT_KEYS = ("exercises", "points", "bonus", "practice", "derivation", "due", "late", "hints")
LONGEST_NAME = 60
"""Characters of an assignment's name: with its student's and its notebook's, paths have to fit."""

LATE_KEYS = ("percent_per_day", "at_most", "grace_minutes")


def read_course(folder: Path) -> Course:
    """Return what `assignments.toml` in a folder says; where there is none, the course with an assignment per part.

    Loads the packs that it names. Raises BadInput for what it cannot mean.
    """
    path = folder / FILE
    if not path.exists():
        return all_parts()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' editors put a mark before the text
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder: the choices are a file of this name.") from None
    except RecursionError:
        raise BadInput(f"{path} cannot be read: its lists are nested too deep.") from None
    except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise BadInput(f"{path} is not TOML: {error}.") from None
    return _Reader(path).course(table)


class _Reader:
    """Reads one file; its methods raise BadInput with the file's name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def course(self, table: Mapping[str, Any]) -> Course:
        """Return the course that the file's table says."""
        self._known_keys(table, COURSE_KEYS, "the file")
        packs = self._names(table.get("packs", []), "packs")
        if any("\0" in name for name in packs):
            raise self._fault("packs names a folder with a NUL in it")
        load_packs(self.path.parent / name for name in packs)
        kit = self._table(table.get("kit", {}), "[kit]")
        self._known_keys(kit, KIT_KEYS, "[kit]")
        said = self._table(table.get("assignments", {}), "[assignments]")
        if not said:
            raise self._fault("no assignment is there. One begins with [assignments.NAME]")
        assignments = tuple(self._assignment(name, each) for name, each in said.items())
        self._once(assignments)
        self._in_an_order(assignments)
        parts = tuple(map(self._part, self._names(kit.get("parts", []), "[kit] parts"))) or registry.parts()
        return Course(
            assignments,
            self._flag(table.get("per_student", False), "per_student"),
            parts,
            self._flag(kit.get("hints", True), "[kit] hints"),
            _lent(assignments),
        )

    def _assignment(self, name: str, said: Any) -> Assignment:
        where = f"[assignments.{name}]"
        table = self._table(said, where)
        self._known_keys(table, ASSIGNMENT_KEYS, where)
        if not name.replace("-", "").replace("_", "").isalnum() or name.startswith("-") or len(name) > LONGEST_NAME:
            raise self._fault(
                f"{where}: a name has letters, digits, - and _ alone, no - at its start and {LONGEST_NAME} characters "
                "at most: nbgrader makes a folder of it"
            )
        words = self._names(table.get("exercises", []), f"{where} exercises")
        asked = {exercise for word in words for exercise in self._exercises(word, f"{where} exercises")}
        if not asked:
            raise self._fault(f"{where} asks for nothing: exercises = [...] takes exercises and parts")
        exercises = tuple(each for each in registry.all_names() if each in asked)
        points = self._table(table.get("points", {}), f"{where} points")
        bonus, practice = (
            self._of(exercises, self._names(table.get(key, []), f"{where} {key}"), f"{where} {key}")
            for key in ("bonus", "practice")
        )
        self._of(exercises, points, f"{where} points")
        if both := [*bonus & practice, *(practice & points.keys())]:
            raise self._fault(f"{where}: {both[0]} is practice, which is worth nothing")
        return Assignment(
            name,
            exercises,
            {each: self._number(value, f"{where} points {each}") for each, value in points.items()},
            bonus,
            practice,
            self._number(table.get("derivation", DERIVATION_POINTS), f"{where} derivation"),
            self._time(table.get("due"), f"{where} due"),
            self._late(table.get("late"), where, has_due="due" in table),
            self._flag(table.get("hints", True), f"{where} hints"),
        )

    def _exercises(self, word: str, where: str) -> tuple[str, ...]:
        if word in registry.all_names():
            return (word,)
        part = part_named(word)
        if part is None:
            raise self._fault(f"{where}: there is no exercise or part {word!r}{_nearest(word)}")
        return registry.names(part)

    def _part(self, word: str) -> str:
        part = part_named(word)
        if part is None:
            raise self._fault(f"[kit] parts: there is no part {word!r}{_nearest(word, registry.parts())}")
        return part

    def _of(self, exercises: tuple[str, ...], names: Iterable[str], where: str) -> frozenset[str]:
        for name in names:
            if name not in exercises:
                raise self._fault(f"{where}: {name!r} is no exercise of this assignment{_nearest(name, exercises)}")
        return frozenset(names)

    def _late(self, said: Any, where: str, *, has_due: bool) -> LateRule | None:
        if said is None:
            return None
        if not has_due:
            raise self._fault(f"{where} has a rule for late work and no due = ... to be late for")
        if said in ("none", "zero"):
            return LateRule(0.0 if said == "none" else 100.0)
        table = self._table(said, f"{where} late")
        self._known_keys(table, LATE_KEYS, f"{where} late")
        if "percent_per_day" not in table:
            raise self._fault(f'{where} late is "none", "zero" or a table with percent_per_day = ...')
        numbers = {key: self._number(value, f"{where} late {key}") for key, value in table.items()}
        for key in ("percent_per_day", "at_most"):
            if numbers.get(key, 0) > 100:
                raise self._fault(f"{where} late {key} is in percent, and {numbers[key]:g} is more than all")
        return LateRule(**numbers)

    def _once(self, assignments: tuple[Assignment, ...]) -> None:
        home: dict[str, str] = {}
        folders: dict[str, str] = {}
        for assignment in assignments:
            other = folders.setdefault(assignment.name.casefold(), assignment.name)
            if other != assignment.name:
                raise self._fault(f"{other} and {assignment.name} are one folder on some systems: rename one")
            for name in assignment.exercises:
                if name in home:
                    raise self._fault(f"{name} is asked by {home[name]} and by {assignment.name}: leave it in one")
                home[name] = assignment.name

    def _in_an_order(self, assignments: tuple[Assignment, ...]) -> None:
        """Refuse assignments of which each would have to come before the other."""
        home = {name: each.name for each in assignments for name in each.exercises}
        why: dict[tuple[str, str], str] = {}
        graph: dict[str, set[str]] = {each.name: set() for each in assignments}
        for name, assignment in home.items():
            for piece in prerequisites(name):
                if (earlier := home.get(piece, assignment)) != assignment:
                    graph[assignment].add(earlier)
                    why.setdefault((assignment, earlier), f"{name} in {assignment} is built on {piece} in {earlier}")
        try:
            graphlib.TopologicalSorter(graph).prepare()
        except graphlib.CycleError as error:
            circle = error.args[1]  # each comes before the next one
            reasons = "; ".join(why[later, earlier] for earlier, later in itertools.pairwise(circle))
            raise self._fault(f"no order of the assignments works: {reasons}") from None

    def _known_keys(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                raise self._fault(f"{where}: there is no {key!r}{_nearest(key, keys)}")

    def _table(self, value: Any, where: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._fault(f"{where} is a table of names and values")
        return value

    def _names(self, value: Any, where: str) -> list[str]:
        if not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            raise self._fault(f'{where} is a list of names, as in ["softmax", "part05_normalization"]')
        return value

    def _number(self, value: Any, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= sys.float_info.max:
            raise self._fault(f"{where} is a number of 0 or more, not {_shown(value)}")
        return float(value)

    def _flag(self, value: Any, where: str) -> bool:
        if not isinstance(value, bool):
            raise self._fault(f"{where} is true or false, not {value!r}")
        return value

    def _time(self, value: Any, where: str) -> datetime.datetime | None:
        if value is None:
            return None
        if not isinstance(value, datetime.datetime) or value.tzinfo is None:
            raise self._fault(f"{where} is a time with its zone, as in 2027-01-31T23:59:00+01:00, not {value}")
        try:
            return value.astimezone(datetime.UTC)
        except OverflowError:
            raise self._fault(f"{where} is at the end of all times: {value}") from None

    def _fault(self, sentence: str) -> BadInput:
        return BadInput(f"{self.path}: {sentence}.")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"


def part_named(word: str) -> str | None:
    """Return the part of this name or number, as "part05_normalization", "part05" or "05"."""
    return next((part for part in registry.parts() if word in (part, part[4:6], part[:6])), None)


def _nearest(word: str, names: Iterable[str] = ()) -> str:
    near = difflib.get_close_matches(word, [*(names or (*registry.all_names(), *registry.parts()))], n=1, cutoff=0.5)
    return f". Did you mean {near[0]!r}?" if near else ""


def _lent(assignments: tuple[Assignment, ...]) -> dict[str, tuple[str, ...]]:
    """Return what exercises are built on and no assignment asks for, with the exercises that need it."""
    asked = [name for assignment in assignments for name in assignment.exercises]
    needed = {piece: [name for name in asked if piece in prerequisites(name)] for piece in registry.all_names()}
    return {piece: tuple(names) for piece, names in needed.items() if names and piece not in asked}
