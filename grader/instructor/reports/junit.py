"""JUnit's XML: a suite for each student, a case for each exercise, as CI systems read it.

What an answer printed, and the time it took, is not in it: students may read a CI system. It keeps to the strictest
schema in use, that of Ant's JUnit task: https://github.com/windyroad/JUnit-Schema.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.course import registry
from grader.instructor.results import ExerciseResult, ExerciseState, StudentResult, utc_now
from grader.safe_text import plain

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
FOOTER = "</testsuites>\n"

COUNTERS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""A suite's attributes, and the elements that each counts."""

ELEMENTS = {ExerciseState.FAILED: "failure", ExerciseState.ERROR: "error"}
"""The element of a case by the exercise's state; every other state but "passed" is skipped."""


def suite(result: StudentResult, number: int) -> str:
    """Return the suite of one student, the one of that number from 0.

    A wrong answer is a failure, a grader error an error; what is not written, handed in or graded is skipped.
    """
    student = plain(result.student)
    if result.unreadable:
        cases = [ET.Element("testcase", classname=student, name="submission", time="0")]
        ET.SubElement(cases[0], "error", type="unreadable", message=plain(result.unreadable))
    else:
        cases = [_case(student, exercise) for exercise in result.exercises]
    element = ET.Element("testsuite", name=student, package="", id=str(number), hostname="localhost")
    element.attrib |= {"timestamp": _timestamp(result), "tests": str(len(cases)), "time": "0"}
    element.attrib |= {
        counter: str(sum(case.find(kind) is not None for case in cases)) for counter, kind in COUNTERS.items()
    }
    element.extend([ET.Element("properties"), *cases])
    ET.SubElement(element, "system-out")
    ET.SubElement(element, "system-err")
    return ET.tostring(element, encoding="unicode") + "\n"


def _timestamp(result: StudentResult) -> str:
    """Return when the last of a student's verdicts was given, in UTC, or now where there is none."""
    return max((e.withheld["judged"] for e in result.exercises if "judged" in e.withheld), default=utc_now())


def _case(student: str, exercise: ExerciseResult) -> ET.Element:
    class_name = f"{student}.{registry.part_of(exercise.name)}"
    case = ET.Element("testcase", classname=class_name, name=exercise.name, time="0")
    if exercise.state != ExerciseState.PASSED:
        label = exercise.state.label
        message = plain(next(iter(exercise.lines), label))
        element = ET.SubElement(case, ELEMENTS.get(exercise.state, "skipped"), type=label, message=message)
        element.text = plain("\n".join(exercise.lines))
    return case
