"""Write the results of a class: what is handed back, what goes into a grade book, what the instructor reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import BadInput
from grader.files import ManagedFolder
from grader.instructor.reports import class_report, csv_files, json_files, junit, student_page
from grader.instructor.reports.class_statistics import ClassStatistics
from grader.instructor.results import StudentResult
from grader.safe_text import file_name

MANIFEST = Path(".grader") / "written.json"
"""Next to the CSV: the sha256 of each file that an earlier run wrote."""


@dataclass(frozen=True)
class WrittenReports:
    """The class in numbers, and where files went that somebody had changed since an earlier run wrote them."""

    statistics: ClassStatistics
    kept: list[Path]


def write_reports(results: Iterable[StudentResult], names: Sequence[str], out: Path) -> WrittenReports:
    """Write the grade book to `out` (NAME.csv) and everything else into the folder NAME next to it.

    `names` are the exercises that were asked for. One student is in memory at a time, but for the rows of the tables.
    Raises BadInput where a file cannot be written.
    """
    folder = ManagedFolder(out.parent, manifest=out.parent / MANIFEST)
    statistics = ClassStatistics(names)
    rows, exercise_rows, suites = [csv_files.header(names)], [csv_files.exercise_header()], [junit.HEADER]
    for number, result in enumerate(results):
        statistics.add(result)
        rows.append(csv_files.row(result))
        exercise_rows.append(csv_files.exercise_rows(result))
        suites.append(junit.suite(result, number))
        student = file_name(result.student)
        _write(folder, f"{out.stem}/students/{student}.html", student_page.as_html(result))
        _write(folder, f"{out.stem}/students/{student}.json", json_files.student(result))
        if alone := json_files.withheld(result):
            _write(folder, f"{out.stem}/withheld/{student}.json", alone)
        if result.total is not None:  # else Gradescope shows that the autograder failed, which is no zero
            _write(folder, f"{out.stem}/gradescope/{student}/results.json", json_files.gradescope(result))
    _write(folder, out.name, "".join(rows))
    _write(folder, f"{out.stem}/by_exercise.csv", "".join(exercise_rows))
    _write(folder, f"{out.stem}/junit.xml", "".join([*suites, junit.FOOTER]))
    _write(folder, f"{out.stem}/report.html", class_report.as_html(statistics))
    _write(folder, f"{out.stem}/report.md", class_report.as_markdown(statistics))
    folder.finish()
    return WrittenReports(statistics, [*folder.kept.values()])


def _write(folder: ManagedFolder, name: str, text: str) -> None:
    try:
        folder.write(name, text.encode(errors="backslashreplace"))
    except OSError as error:
        raise BadInput(
            f"{folder.root / name} cannot be written: {error.strerror}. Name another place by --out."
        ) from None
