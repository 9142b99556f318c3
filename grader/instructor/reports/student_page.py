"""The page that a student gets back."""

from __future__ import annotations

from collections.abc import Iterator

from grader.course import registry
from grader.instructor.reports.html_page import page
from grader.instructor.results import WORDS, ExerciseResult, StudentResult
from grader.safe_text import in_html


def feedback(result: StudentResult) -> str:
    """Return a student's page: the points, and of each exercise what came of it and why."""
    return page(f"{result.student}: GPT-2 by hand", _body(result))


def _body(result: StudentResult) -> Iterator[str]:
    yield f"<h1>{in_html(result.student)}</h1>"
    if result.trouble:
        yield f'<p class="error">This submission could not be graded: it {in_html(result.trouble)}</p>'
        return
    yield f"<p>{_sum(result)}</p>"
    yield from (f'<p class="soft">{in_html(note)}</p>' for note in result.notes)
    for part in dict.fromkeys(registry.part_of(item.name) for item in result.items):
        items = [item for item in result.items if registry.part_of(item.name) == part]
        yield f"<h2>{in_html(f'{int(part[4:6])}. {registry.title(part)}')}</h2>"
        yield from map(_exercise, items)


def _sum(result: StudentResult) -> str:
    passed = sum(item.state == "passed" for item in result.items)
    lines = f"{passed} of {len(result.items)} exercises passed."
    if result.total is None:
        return f'{lines} <b class="error">There is no total yet: the grader has not decided every exercise.</b>'
    return f"<b>{result.total:g} of {result.most:g} points.</b> {lines}"


def _exercise(item: ExerciseResult) -> str:
    points = "no points yet" if item.points is None else f"{item.points:g} of {item.most:g}"
    about = f"<b>{in_html(item.name)}</b> <span>{in_html(registry.entry(item.name).title)}</span>"
    outcome = f'<span class="points {item.state}">{WORDS[item.state]}, {points}</span>'
    opened = " open" if item.state in ("failed", "error") else ""
    return f"<details{opened}><summary>{about} {outcome}</summary>{_inside(item)}</details>"


def _inside(item: ExerciseResult) -> str:
    evidence = []
    if item.place:
        evidence.append(item.place)
    if checks := item.record.get("checks"):
        evidence.append(f"{checks['right']} of {checks['of']} checks")
    if controls := item.record.get("controls"):
        evidence.append(f"{controls['refused']} of {controls['total']} known mistakes refused")
    lines = "".join(f"<li>{in_html(line)}</li>" for line in item.lines)
    printed = item.record.get("printed", "")
    return (
        (f'<p class="soft">{in_html(" · ".join(evidence))}</p>' if evidence else "")
        + (f"<ul>{lines}</ul>" if lines else "")
        + (f"<p>It printed:</p><pre>{in_html(printed)}</pre>" if printed.strip() else "")
    )
