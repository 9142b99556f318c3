"""Write the results of a class: what is handed back, what goes into a grade book, what the instructor reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.instructor.reports import class_report, csv_files, json_files, junit, student_page
from grader.instructor.reports.class_statistics import ClassStatistics
from grader.instructor.reports.managed_files import ManagedFiles
from grader.instructor.results import StudentResult
from grader.safe_text import file_name


def write_reports(
    results: Iterable[StudentResult], names: Sequence[str], grades: str, written: ManagedFiles
) -> ClassStatistics:
    """Write `grades` (the CSV) and, in a folder beside it named like it, everything else; return the class counted.

    One student is in memory at a time, but for the rows of the tables.
    """
    folder = grades.removesuffix(".csv")
    census = ClassStatistics(names)
    rows, by_exercise, suites = [csv_files.head(names)], [csv_files.head_by_exercise()], [junit.head()]
    for number, result in enumerate(results):
        census.add(result)
        rows.append(csv_files.row(result))
        by_exercise.append(csv_files.rows_by_exercise(result))
        suites.append(junit.suite(result, number))
        at = f"{folder}/students/{file_name(result.student)}"
        written.put(f"{at}.html", student_page.feedback(result))
        written.put(f"{at}.json", json_files.student(result))
        if (told := json_files.gradescope(result)) is not None:
            written.put(f"{folder}/gradescope/{file_name(result.student)}/results.json", told)
    written.put(grades, "".join(rows))
    written.put(f"{folder}/by_exercise.csv", "".join(by_exercise))
    written.put(f"{folder}/junit.xml", "".join([*suites, junit.foot()]))
    written.put(f"{folder}/report.html", class_report.as_html(census))
    written.put(f"{folder}/report.md", class_report.as_markdown(census))
    written.finish()
    return census
