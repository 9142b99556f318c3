"""Write the results of a class: what is handed back, what goes into a grade book, what the instructor reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.classroom.census import Census
from grader.classroom.outputs import data, feedback, junit, report, sheet
from grader.classroom.results import Result
from grader.classroom.written import Written
from grader.plain import file_name


def write(results: Iterable[Result], names: Sequence[str], grades: str, written: Written) -> Census:
    """Write `grades` (the CSV) and, in a folder beside it named like it, everything else; return the class counted.

    One student is in memory at a time, but for the rows of the tables.
    """
    folder = grades.removesuffix(".csv")
    census = Census(names)
    rows, by_exercise, suites = [sheet.head(names)], [sheet.head_by_exercise()], [junit.head()]
    for number, result in enumerate(results):
        census.add(result)
        rows.append(sheet.row(result))
        by_exercise.append(sheet.rows_by_exercise(result))
        suites.append(junit.suite(result, number))
        at = f"{folder}/students/{file_name(result.student)}"
        written.put(f"{at}.html", feedback.feedback(result))
        written.put(f"{at}.json", data.student(result))
        if (told := data.gradescope(result)) is not None:
            written.put(f"{folder}/gradescope/{file_name(result.student)}/results.json", told)
    written.put(grades, "".join(rows))
    written.put(f"{folder}/by_exercise.csv", "".join(by_exercise))
    written.put(f"{folder}/junit.xml", "".join([*suites, junit.foot()]))
    written.put(f"{folder}/report.html", report.as_html(census))
    written.put(f"{folder}/report.md", report.as_markdown(census))
    written.finish()
    return census
