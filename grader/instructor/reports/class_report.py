"""The instructor's report, as a page and as Markdown: how each exercise came out, and the mistakes that were made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from grader.course import registry
from grader.instructor.reports.class_statistics import COUNTED, ClassStatistics
from grader.instructor.reports.html_page import page, table
from grader.instructor.results import WORDS
from grader.safe_text import file_name, in_html, in_markdown

TITLE = "GPT-2 by hand: the class"

HEAD = ("exercise", "passed", "not passed", "not written", "grader errors", "mean share")

Row = tuple[str, ...]


def exercises(census: ClassStatistics) -> list[Row]:
    """Return a row for each exercise. "Not written" counts what was not handed in too."""
    return [_exercise(census, name) for name in census.names]


def mistakes(census: ClassStatistics) -> list[Row]:
    """Return a row for each known mistake that was made: how often, where, its name and its sentence."""
    return [(str(made.count), made.exercise, made.mistake, made.text) for made in census.mistakes()]


def as_html(census: ClassStatistics) -> str:
    """Return the page; students' names lead to their own pages, in students/ beside it."""
    return page(TITLE, _html(census))


def as_markdown(census: ClassStatistics) -> str:
    """Return the same as Markdown."""
    return "\n".join(_markdown(census)) + "\n"


def _exercise(census: ClassStatistics, name: str) -> Row:
    states = census.states[name]
    share = census.share(name)
    counts = (states["passed"], states["failed"], states["unwritten"] + states["missing"], states["error"])
    return (name, *map(str, counts), "" if share is None else f"{share:.0%}")


def _by_part(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    for part, group in groupby(rows, lambda row: registry.part_of(row[0])):
        yield f"{int(part[4:6])}. {registry.title(part)}", [*group]


def _html(census: ClassStatistics) -> Iterator[str]:
    yield f"<h1>{TITLE}</h1><p>{in_html(census.outcome)}.</p>"
    if census.errors:
        yield "<h2>To look at</h2>" + table(("student", "what"), _told(census.errors, in_html))
    yield "<h2>Known mistakes, the most frequent first</h2>"
    rows = [(count, in_html(name), in_html(what), in_html(text)) for count, name, what, text in mistakes(census)]
    yield table(("made by", "exercise", "mistake", "what it does"), rows, (0,)) if rows else "<p>None was made.</p>"
    yield f"<p>{_unexplained(census, in_html)}</p>"
    yield "<h2>Exercises</h2>"
    for title, group in _by_part(exercises(census)):
        yield f"<h3>{in_html(title)}</h3>"
        yield table((*HEAD, ""), ((*row, _bar(census, row[0])) for row in group), range(1, 6))
    yield "<h2>Students</h2>"
    yield table(("student", "state", "total"), (_student(*student) for student in census.students), (2,))
    if census.notes:
        yield "<h2>Notes</h2>" + table(("student", "note"), _told(census.notes, in_html))


def _bar(census: ClassStatistics, name: str) -> str:
    """Return how an exercise came out as a bar, a width for each state."""
    states, of = census.states[name], max(1, sum(census.states[name].values()))
    spans = (
        f'<span class="{state}" style="width:{100 * states[state] / of:.1f}%" title="{WORDS[state]}"></span>'
        for state in COUNTED
        if states[state]
    )
    return f'<div class="bar">{"".join(spans)}</div>'


def _student(student: str, state: str, total: float | None) -> Row:
    link = f'<a href="students/{in_html(quote(file_name(student)))}.html">{in_html(student)}</a>'
    return link, in_html(state), "" if total is None else f"{total:g}"


def _unexplained(census: ClassStatistics, safe: Callable[[str], str]) -> str:
    """Say how many wrong answers no known mistake explains."""
    count = census.unexplained.total()
    if not count:
        return "Every wrong answer is explained by a known mistake." if census.made else ""
    where = ", ".join(f"{safe(name)} ({n})" for name, n in census.unexplained.most_common())
    return f"{count} wrong answers are explained by none of them: {where}."


def _told(pairs: Sequence[tuple[str, str]], safe: Callable[[str], str]) -> Iterator[Row]:
    return ((safe(student), safe(text)) for student, text in pairs)


def _markdown(census: ClassStatistics) -> Iterator[str]:
    yield f"# {TITLE}\n\n{in_markdown(census.outcome)}."
    if census.errors:
        yield "\n## To look at\n\n" + _rows(("student", "what"), _told(census.errors, in_markdown))
    yield "\n## Known mistakes, the most frequent first\n"
    rows = [tuple(map(in_markdown, row)) for row in mistakes(census)]
    yield _rows(("made by", "exercise", "mistake", "what it does"), rows) if rows else "None was made."
    yield f"\n{_unexplained(census, in_markdown)}"
    yield "\n## Exercises\n\n" + _rows(HEAD, [(in_markdown(row[0]), *row[1:]) for row in exercises(census)])
    yield "\n## Students\n\n" + _rows(
        ("student", "state", "total"),
        [(in_markdown(who), state, "" if total is None else f"{total:g}") for who, state, total in census.students],
    )
    if census.notes:
        yield "\n## Notes\n\n" + _rows(("student", "note"), _told(census.notes, in_markdown))


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
