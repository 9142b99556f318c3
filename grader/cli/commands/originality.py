"""`grader originality`: which answers of a class are alike in what is rare; for the instructor alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.progress import MofNCompleteColumn

from grader.cli.commands.grade import chosen_exercises
from grader.cli.progress_bar import bar
from grader.cli.terminal import relative_path, say
from grader.errors import BadInput, ExitCode
from grader.files import put_aside, write_atomically
from grader.instructor.originality.class_findings import CANNOT_TELL, compare_class
from grader.instructor.originality.findings_report import as_html, as_json
from grader.instructor.reports.pages import check_templates

SHOWN = 10
"""Pairs shown in the terminal; the page has them all."""

Flag = Annotated[bool, Parameter(negative="")]


def originality_(
    folder: Path,
    *,
    out: Path = Path("originality.html"),
    only: Annotated[list[str], Parameter(consume_multiple=True, negative="")] = (),
    before: Annotated[list[Path], Parameter(consume_multiple=True, negative="")] = (),
    grades: Path | None = None,
    notebooks: Flag = False,
    json: Flag = False,
) -> int:
    """Show which answers in FOLDER are alike beyond what the course itself shows, weighted by how rare that is.

    Answers are compared as text, without names, layout and the order of independent statements; no code is run. The
    page is for you alone: nothing of it goes into feedback.

    Parameters
    ----------
    folder
        A folder for each student, as `grader grade` takes it.
    out
        The page to write.
    only
        Compare these exercises or parts: --only matmul part04_loss.
    before
        Folders of earlier hand-ins, of this class or of another, to hold these against.
    grades
        The CSV that `grader grade` wrote: with it, shared mistakes count.
    notebooks
        Compare the notebooks even where .py files stand beside them.
    json
        Print a JSON object, and write no page.
    """
    names = chosen_exercises(list(only))
    if not json:
        check_templates()
        if out.suffix != ".html" or out.is_dir():
            raise BadInput(f"--out takes a file that ends in .html, not {out}.")
    with bar(MofNCompleteColumn(), quiet=json) as shown:
        task = shown.add_task("", total=None)

        def progress(label: str, done: int, total: int) -> None:
            shown.update(task, description=label, completed=done, total=total)

        findings = compare_class(
            folder, names, before=before, grades=grades, prefer_notebooks=notebooks, progress=progress
        )
    if json:
        print(as_json(findings))
        return ExitCode.PASSED
    page = as_html(findings)
    try:
        if out.exists() and out.read_bytes() != page.encode(errors="backslashreplace"):
            say(f"  {relative_path(put_aside(out))} is the page that stood there before", "yellow")
        write_atomically(out, page.encode(errors="backslashreplace"))
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}. Name another place by --out.") from None
    say(f"{findings.students} students, {len(findings.pairs)} pairs with answers alike and rare", "bold")
    for pair in findings.pairs[:SHOWN]:
        say(f"  {' and '.join(pair.students)}: {', '.join(each.exercise for each in pair.found)}")
    if len(findings.pairs) > SHOWN:
        say(f"  and {len(findings.pairs) - SHOWN} more, on the page")
    for note in findings.notes[:SHOWN]:
        say(f"  {note}", "yellow")
    say(findings.rarity)
    say(CANNOT_TELL)
    say(f"{relative_path(out.absolute())} has both texts of each, for you alone.")
    return ExitCode.PASSED
