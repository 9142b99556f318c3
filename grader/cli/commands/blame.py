"""`grader blame`: which of your pieces makes the whole model wrong, and where in the model it shows."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.terminal import relative_path, say
from grader.course import registry
from grader.errors import BadInput
from grader.judge.verdict_lines import diagnosis_lines
from grader.lab.blame import whole_models
from grader.lab.blame.find_blame import BlameReport, GuiltyPiece, find_blame
from grader.lab.blame.model_pieces import pieces_among_solutions, resolve_model_pieces
from grader.lab.blame.whole_models import Direction
from grader.paths import exercises
from grader.runner.source import Source, read, vet


def blame_(
    *,
    file: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    borrow: bool = False,
    solutions: Annotated[bool, Parameter(negative="")] = False,
    json: bool = False,
) -> int:
    """Find the piece that makes your whole model's loss or gradients wrong, by swapping yours for the reference's.

    Parameters
    ----------
    file
        NAME=PATH: take this file in the place of your NAME; may be given several times.
    borrow
        Take the reference for pieces that are not written yet, and say so.
    solutions
        Take the solutions for all pieces but those of --file.
    json
        Print the outcome as JSON.
    """
    try:
        files = _read_files(file)
        pieces = pieces_among_solutions(files) if solutions else resolve_model_pieces(exercises(), files, borrow=borrow)
        report = find_blame(pieces)
    except BadInput as error:
        if json:
            print(json_format.dumps({"right": False, "error": str(error)}))
        raise
    if json:
        print(json_format.dumps(report.as_json(), indent=2))
    else:
        _show(report)
    return 1 if report.guilty else 0


def _read_files(files: tuple[str, ...]) -> dict[str, Source]:
    """Read what --file names, keyed as a `Tree` takes it. Raises BadInput for an unknown name or an unusable file."""
    sources: dict[str, Source] = {}
    for text in files:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise BadInput(f"--file takes NAME=PATH, the exercise and its file, not {text!r}.")
        key = registry.key(name)
        if key in sources:
            raise BadInput(f"--file names {name} twice. Give one file for each exercise.")
        sources[key] = read(Path(path).absolute())
        vet(sources[key])
    return sources


def _show(report: BlameReport) -> None:
    count = len(report.pieces.names)
    if report.guilty:
        _show_differences(report)
    elif count:
        made_of = f"made of {count} pieces of yours" if count > 1 else "made of 1 piece of yours"
        say(f"Nothing to blame: {len(whole_models.MODELS)} whole models, {made_of}, equal the reference.", "bold green")
        say("  Every loss and every gradient was compared.")
    else:
        say("Nothing to blame: no piece of the model is yours yet.", "bold yellow")
    if report.pieces.borrowed:
        say(f"  borrowed from the reference: {', '.join(report.pieces.borrowed)}", "yellow")
    if not report.guilty:
        return
    for each in report.guilty:
        _show_guilty(each)
    _show_next(report.guilty)


def _show_differences(report: BlameReport) -> None:
    """Say how the whole model differs: that it does not run, or how many arrays are wrong and the first of them."""
    first = report.discrepancies[0]
    if not first.of:
        say(f"Your model does not run ({report.model.label}): {first.message}", "bold red")
        return
    wrong = sum(found.direction is Direction.BACKWARD for found in report.discrepancies)
    gradients = f"{wrong} of its {len(whole_models.expected(report.model).gradients)} gradients"
    loss = first.direction is Direction.FORWARD
    what = ("its loss and " if wrong else "its loss") + (gradients if wrong else "") if loss else gradients
    say(f"Your model differs from the reference ({report.model.label}): {what}.", "bold red")
    say(f"  the first: {report.differences[0]}", "dim")


def _show_guilty(each: GuiltyPiece) -> None:
    say(f"  ✗ {each.message}", "red")
    faulty, calls = each.faulty_call, ""
    if faulty and faulty.calls > 1:
        calls = f", wrong in {faulty.wrong} of its {faulty.calls} calls"
    say(f"    {relative_path(each.file)}{calls}", "dim")
    if each.diagnosis:
        say(f"    {diagnosis_lines(each.diagnosis)[0]}", "bold")


def _show_next(guilty: list[GuiltyPiece]) -> None:
    if any(each.faulty_call and each.faulty_call.call.block is not None for each in guilty):
        say("  Blocks are counted as in params: block 0 has the weights h.0.ln1_g and so on.", "dim")
    names = ", ".join(each.piece for each in guilty)
    if len(guilty) == 1:
        say(f"  With the reference's {names} in its place, and nothing else changed, the model is right.")
    else:
        say(f"  With the reference's {names} in their places the model is right; no fewer will do.")
    name, file = guilty[0].piece, guilty[0].file
    in_place = (file.parent.name, file.stem) == (registry.part_of(name), name)
    say(f"  Next: mend it; `grader check {name}{'' if in_place else f' --file {relative_path(file)}'}` says more.")
