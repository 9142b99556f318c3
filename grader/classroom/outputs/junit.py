"""JUnit's XML: a suite for each student, a case for each exercise, as CI systems read it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader import catalog
from grader.classroom.plain import plain
from grader.classroom.results import WORDS, Item, Result

KINDS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""A suite's attributes, and the elements that each counts."""


def head() -> str:
    """Return what stands before the suites."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="grader grade">\n'


def foot() -> str:
    """Return what stands after them."""
    return "</testsuites>\n"


def suite(result: Result) -> str:
    """Return a student's suite.

    A wrong answer is a failure, an error of the grader an error; what is not written, handed in or graded is skipped.
    """
    cases = [] if result.trouble else [_case(result, item) for item in result.items]
    if result.trouble:
        cases = [ET.Element("testcase", classname=plain(result.student), name="submission", time="0")]
        ET.SubElement(cases[0], "error", type="unreadable", message=plain(result.trouble))
    seconds = sum(float(case.get("time", 0)) for case in cases)
    told = ET.Element("testsuite", name=plain(result.student), tests=str(len(cases)), time=f"{seconds:.3f}")
    told.attrib |= {plural: str(sum(case.find(kind) is not None for case in cases)) for plural, kind in KINDS.items()}
    told.extend(cases)
    return ET.tostring(told, encoding="unicode") + "\n"


def _case(result: Result, item: Item) -> ET.Element:
    seconds = f"{item.record.get('seconds', 0.0):.3f}"
    place = f"{plain(result.student)}.{catalog.part_of(item.name)}"
    case = ET.Element("testcase", classname=place, name=item.name, time=seconds)
    kind = {"passed": "", "failed": "failure", "error": "error"}.get(item.state, "skipped")
    if kind:
        message = next(iter(item.told), WORDS[item.state])
        told = ET.SubElement(case, kind, type=WORDS[item.state], message=plain(message))
        told.text = plain("\n".join(item.told))
    if printed := item.record.get("printed"):
        ET.SubElement(case, "system-out").text = plain(printed)
    return case
