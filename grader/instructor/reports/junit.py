"""JUnit's XML: a suite for each student, a case for each exercise, as CI systems read it.

It keeps to the strictest schema in use, that of Ant's JUnit task: https://github.com/windyroad/JUnit-Schema.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.course import registry
from grader.instructor.results import WORDS, ExerciseResult, StudentResult, moment
from grader.safe_text import plain

KINDS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""A suite's attributes, and the elements that each counts."""


def head() -> str:
    """Return what stands before the suites."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'


def foot() -> str:
    """Return what stands after them."""
    return "</testsuites>\n"


def suite(result: StudentResult, number: int) -> str:
    """Return a student's suite, the one of that number from 0.

    A wrong answer is a failure, an error of the grader an error; what is not written, handed in or graded is skipped.
    """
    cases = [] if result.trouble else [_case(result, item) for item in result.items]
    if result.trouble:
        cases = [ET.Element("testcase", classname=plain(result.student), name="submission", time="0")]
        ET.SubElement(cases[0], "error", type="unreadable", message=plain(result.trouble))
    seconds = sum(float(case.get("time", 0)) for case in cases)
    told = ET.Element("testsuite", name=plain(result.student), package="", id=str(number), hostname="localhost")
    told.attrib |= {"timestamp": _judged(result), "tests": str(len(cases)), "time": f"{seconds:.3f}"}
    told.attrib |= {plural: str(sum(case.find(kind) is not None for case in cases)) for plural, kind in KINDS.items()}
    told.extend([ET.Element("properties"), *cases])
    ET.SubElement(told, "system-out").text = "\n".join(map(_printed, result.items))
    ET.SubElement(told, "system-err")
    return ET.tostring(told, encoding="unicode") + "\n"


def _judged(result: StudentResult) -> str:
    """Return when the last of a student's verdicts was given, in UTC, or now where there is none."""
    times = [item.record["judged"] for item in result.items if "judged" in item.record]
    return max(times) if times else moment()


def _printed(item: ExerciseResult) -> str:
    printed = item.record.get("printed")
    return f"{item.name} printed:\n{plain(printed)}" if printed else ""


def _case(result: StudentResult, item: ExerciseResult) -> ET.Element:
    seconds = f"{item.record.get('seconds', 0.0):.3f}"
    place = f"{plain(result.student)}.{registry.part_of(item.name)}"
    case = ET.Element("testcase", classname=place, name=item.name, time=seconds)
    kind = {"passed": "", "failed": "failure", "error": "error"}.get(item.state, "skipped")
    if kind:
        message = next(iter(item.lines), WORDS[item.state])
        told = ET.SubElement(case, kind, type=WORDS[item.state], message=plain(message))
        told.text = plain("\n".join(item.lines))
    return case
