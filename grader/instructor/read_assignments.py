"""Read `assignments.toml` of a course's folder: what the instructor chose, checked against the course.

Every fault is one sentence that names the line's key and the nearest name that there is.
"""

from __future__ import annotations

import graphlib
import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.packs import load_packs
from grader.course.registry import prerequisites
from grader.instructor.assignments import DERIVATION_POINTS, Assignment, Course, LateRule, all_parts
from grader.instructor.release_record import released_by
from grader.instructor.toml_reader import TomlReader, nearest, read_toml, shown

FILE = "assignments.toml"

COURSE_KEYS = ("assignments", "per_student", "packs", "kit")
KIT_KEYS = ("parts", "hints")
ASSIGNMENT_KEYS = ("exercises", "points", "bonus", "practice", "derivation", "due", "late", "hints")
LONGEST_NAME = 60
"""Characters of an assignment's name: with its student's and its notebook's, paths have to fit."""

LONGEST_FOLDER = 250

LATE_KEYS = ("percent_per_day", "at_most", "grace_minutes")


def read_course(folder: Path, *, grading: bool = False) -> Course:
    """Return what `assignments.toml` in a folder says; where there is none, the course with an assignment per part.

    Loads the packs that it names. Raises BadInput for what it cannot mean. With `grading`, what an assignment asks is
    not held against this version of the course, which may lack what another released; deadlines are read.
    """
    path = folder / FILE
    if not path.exists():
        return all_parts()
    return _Reader(path, grading=grading).course(read_toml(path))


class _Reader(TomlReader):
    """Reads one file; its methods raise BadInput with the file's name."""

    def __init__(self, path: Path, *, grading: bool) -> None:
        super().__init__(path)
        self.grading = grading

    def course(self, table: Mapping[str, Any]) -> Course:
        """Return the course that the file's table says."""
        self.known_keys(table, COURSE_KEYS, "the file")
        packs = self.names(table.get("packs", []), "packs")
        if any("\0" in name or len(name) > LONGEST_FOLDER for name in packs):
            raise self.fault(f"packs names a folder with a NUL in it, or with more than {LONGEST_FOLDER} characters")
        load_packs(self.path.parent / name for name in packs)
        kit = self.table(table.get("kit", {}), "[kit]")
        self.known_keys(kit, KIT_KEYS, "[kit]")
        said = self.table(table.get("assignments", {}), "[assignments]")
        if not said:
            raise self.fault("no assignment is there. One begins with [assignments.NAME]")
        assignments = tuple(self._assignment(name, each) for name, each in said.items())
        if not self.grading:
            self._once(assignments)
            self._in_an_order(assignments)
        parts = tuple(filter(None, map(self._part, self.names(kit.get("parts", []), "[kit] parts"))))
        return Course(
            assignments,
            self.flag(table.get("per_student", False), "per_student"),
            parts or registry.parts(),
            self.flag(kit.get("hints", True), "[kit] hints"),
            _lent(assignments),
        )

    def _assignment(self, name: str, said: Any) -> Assignment:
        where = f"[assignments.{name}]"
        table = self.table(said, where)
        self.known_keys(table, ASSIGNMENT_KEYS, where)
        if not name.replace("-", "").replace("_", "").isalnum() or name.startswith("-") or len(name) > LONGEST_NAME:
            raise self.fault(
                f"{where}: a name has letters, digits, - and _ alone, no - at its start and {LONGEST_NAME} characters "
                "at most: nbgrader makes a folder of it"
            )
        words = self.names(table.get("exercises", []), f"{where} exercises")
        asked = {exercise for word in words for exercise in self._exercises(word, f"{where} exercises")}
        if not asked and not self.grading:
            raise self.fault(f"{where} asks for nothing: exercises = [...] takes exercises and parts")
        exercises = tuple(each for each in registry.all_names() if each in asked)
        points = self.table(table.get("points", {}), f"{where} points")
        bonus, practice = (
            self._of(exercises, self.names(table.get(key, []), f"{where} {key}"), f"{where} {key}")
            for key in ("bonus", "practice")
        )
        self._of(exercises, points, f"{where} points")
        if both := [*bonus & practice, *(practice & points.keys())]:
            raise self.fault(f"{where}: {both[0]} is practice, which is worth nothing")
        return Assignment(
            name,
            exercises,
            {each: self.number(value, f"{where} points {each}") for each, value in points.items()},
            bonus,
            practice,
            self.number(table.get("derivation", DERIVATION_POINTS), f"{where} derivation"),
            self.time(table.get("due"), f"{where} due"),
            self._late(table.get("late"), where, has_due="due" in table),
            self.flag(table.get("hints", True), f"{where} hints"),
        )

    def _exercises(self, word: str, where: str) -> tuple[str, ...]:
        if word in registry.all_names():
            return (word,)
        part = part_named(word)
        if part is None and not self.grading:
            near = nearest(word, (*registry.all_names(), *registry.parts()))
            raise self.fault(f"{where}: there is no exercise or part {shown(word)}{self._released(word) or near}")
        return registry.names(part) if part else ()

    def _released(self, word: str) -> str:
        """Return what to do about an exercise that another version of the course had when it was released, or ""."""
        found = {name: record.version for name, record in released_by(self.path.parent, word)}
        if not found:
            return ""
        return (
            f" any more. What was released in {', '.join(found)} stays gradable: all but {word} as before, and "
            f"{word} by a person, or by the version that released it ({', '.join(dict.fromkeys(found.values()))}). "
            "To release again, take the name out here"
        )

    def _part(self, word: str) -> str | None:
        part = part_named(word)
        if part is None and not self.grading:
            raise self.fault(f"[kit] parts: there is no part {shown(word)}{nearest(word, registry.parts())}")
        return part

    def _of(self, exercises: tuple[str, ...], names: Iterable[str], where: str) -> frozenset[str]:
        for name in names:
            if name not in exercises and not self.grading:
                raise self.fault(f"{where}: {shown(name)} is no exercise of this assignment{nearest(name, exercises)}")
        return frozenset(names)

    def _late(self, said: Any, where: str, *, has_due: bool) -> LateRule | None:
        if said is None:
            return None
        if not has_due:
            raise self.fault(f"{where} has a rule for late work and no due = ... to be late for")
        if said in ("none", "zero"):
            return LateRule(0.0 if said == "none" else 100.0)
        table = self.table(said, f"{where} late")
        self.known_keys(table, LATE_KEYS, f"{where} late")
        if "percent_per_day" not in table:
            raise self.fault(f'{where} late is "none", "zero" or a table with percent_per_day = ...')
        numbers = {key: self.number(value, f"{where} late {key}") for key, value in table.items()}
        for key in ("percent_per_day", "at_most"):
            if numbers.get(key, 0) > 100:
                raise self.fault(f"{where} late {key} is in percent, and {numbers[key]:g} is more than all")
        return LateRule(**numbers)

    def _once(self, assignments: tuple[Assignment, ...]) -> None:
        home: dict[str, str] = {}
        folders: dict[str, str] = {}
        for assignment in assignments:
            other = folders.setdefault(assignment.name.casefold(), assignment.name)
            if other != assignment.name:
                raise self.fault(f"{other} and {assignment.name} are one folder on some systems: rename one")
            for name in assignment.exercises:
                if name in home:
                    raise self.fault(f"{name} is asked by {home[name]} and by {assignment.name}: leave it in one")
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
            raise self.fault(f"no order of the assignments works: {reasons}") from None


def part_named(word: str) -> str | None:
    """Return the part of this name or number, as "part05_normalization", "part05" or "05"."""
    return next((part for part in registry.parts() if word in (part, part[4:6], part[:6])), None)


def _lent(assignments: tuple[Assignment, ...]) -> dict[str, tuple[str, ...]]:
    """Return what exercises are built on and no assignment asks for, with the exercises that need it."""
    asked = [name for assignment in assignments for name in assignment.exercises]
    needed = {piece: [name for name in asked if piece in prerequisites(name)] for piece in registry.all_names()}
    return {piece: tuple(names) for piece, names in needed.items() if names and piece not in asked}
