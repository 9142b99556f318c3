"""`grader gates`: what the pieces reach together, next to the published figures."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rich.progress import TimeElapsedColumn

from grader.cli.describe_pieces import source_of
from grader.cli.gates_table import gates_table
from grader.cli.progress_bar import bar
from grader.cli.screen_reader import row_in_words, wants_words
from grader.cli.terminal import console, relative_path, say
from grader.errors import BadInput, ExitCode
from grader.files import write_atomically
from grader.lab.gates import plot, report
from grader.lab.gates.all_gates import all_gates
from grader.lab.gates.gate import Gate, GateRow
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.run_gates import exit_code, run_gates
from grader.lab.model.memory import keep_memory
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.model.resolve_pieces import resolve_pieces, with_prerequisites
from grader.paths import exercises, workspace


def gates_(
    *,
    solutions: bool = False,
    borrow: bool = False,
    data: Path | None = None,
    out: Path | None = None,
    only: str | None = None,
    json: bool = False,
) -> int:
    """Run the gates on your own pieces, in order, up to the first that does not pass.

    Prints a table of the published figures and yours, and writes it as Markdown and JSON, with a picture of the
    training curve. A gate whose exercises have not all passed is locked, and says which.

    Parameters
    ----------
    solutions
        Run on the solutions' pieces instead of yours.
    borrow
        Take the reference for pieces of yours that have not passed, and say so at each gate.
    data
        The folder that has wiki.valid.raw; without it, the one that the environment variable GPT2_DATA names.
    out
        Where to write; without it, the folder gates/ of your workspace.
    only
        Run this gate alone, such as "layer-parity".
    json
        Print the JSON instead of the table.
    """
    gates = _select(only)
    data = _find_data(data)
    source = source_of(solutions=solutions)
    names = with_prerequisites(*(name for gate in gates for name in gate.pieces)) if borrow and not solutions else ()
    if names and not json:
        say("Looking whose pieces pass", "dim")
        sys.stdout.flush()
    context = GateContext(resolve_pieces(exercises(), names, source=source, borrow=borrow), data)
    folder = out or workspace() / "gates"
    owner = _owner(context.pieces)
    rows: list[GateRow] = []
    keep_memory()
    try:
        with bar(TimeElapsedColumn(), quiet=json) as progress:
            task = progress.add_task("", total=None)
            context.on_progress = lambda text, done, total: progress.update(
                task, description=text, completed=done, total=total or None
            )
            for row in run_gates(gates, context):
                rows.append(row)
    except KeyboardInterrupt:
        done = ", ".join(row.gate.name for row in rows) or "none"
        say(
            f"interrupted at the gate {gates[len(rows)].name}; gates behind you: {done}. Nothing was written.",
            "yellow",
        )
        return ExitCode.INTERRUPTED
    finally:
        context.close()
    written = _write(rows, owner, folder)
    if json:
        print(report.as_json(rows, owner))
    else:
        _show(rows, owner, written)
    return exit_code(rows)


def _owner(pieces: PieceSet) -> str:
    """Say whose pieces the gates are run on, to stand after "on"."""
    if pieces.source is PieceSource.SOLUTIONS:
        return "the solutions' pieces"
    if not pieces.borrowed:
        return "your own pieces"
    yours = len(pieces.names) - len(pieces.borrowed)
    own = f"{yours} piece{'s' * (yours != 1)} of yours"
    return f"{own}, {len(pieces.borrowed)} borrowed" if yours else "borrowed pieces alone"


def _select(only: str | None) -> tuple[Gate, ...]:
    """Return all gates, or the one that is named, with hyphens or spaces. Raises BadInput for an unknown name."""
    gates = all_gates()
    if only is None:
        return gates
    named = tuple(gate for gate in gates if gate.name == only.replace("-", " "))
    if not named:
        names = ", ".join(gate.name.replace(" ", "-") for gate in gates)
        raise BadInput(f"There is no gate {only!r}. The gates are {names}.")
    return named


def _find_data(data: Path | None) -> Path | None:
    """Return the folder given, or that of GPT2_DATA, or None. Raises BadInput where it is no folder."""
    if data is None and os.environ.get("GPT2_DATA"):
        data = Path(os.environ["GPT2_DATA"])
    if data is not None and not data.is_dir():
        raise BadInput(f"{data} is no folder. --data (or GPT2_DATA) names the folder that has wiki.valid.raw.")
    return data


def _curve_row(rows: list[GateRow]) -> GateRow | None:
    """Return the row whose numbers are a training curve, if it ran."""
    return next((row for row in rows if row.gate.has_curve and row.numbers), None)


def _write(rows: list[GateRow], owner: str, folder: Path) -> list[Path]:
    """Write the table and the picture; return the files. Raises BadInput where the folder cannot be written to."""
    curve = _curve_row(rows)
    picture = "curve.png" if curve and plot.can_draw() else ""
    texts = {"gates.md": report.markdown(rows, owner, picture), "gates.json": report.as_json(rows, owner) + "\n"}
    try:
        for name, text in texts.items():
            write_atomically(folder / name, text)
        if picture:
            plot.draw(curve.numbers, folder / picture)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written to: {error.strerror}. --out names another folder.") from None
    return [folder / name for name in (*texts, *([picture] if picture else []))]


def _show(rows: list[GateRow], owner: str, written: list[Path]) -> None:
    say(f"The gates, on {owner}", "bold")
    if wants_words():
        for row in rows:
            say(
                row_in_words(
                    list(report.HEADINGS), [row.gate.name, row.gate.published, row.figure, report.passed_cell(row)]
                )
            )
    else:
        console().print(gates_table(rows), soft_wrap=False)
    for row in rows:
        if row.error:
            say(f"{row.gate.name}: {row.error}\n", "yellow")
    say(report.summary(rows), "bold green" if exit_code(rows) == 0 else "bold red")
    if _curve_row(rows) and not plot.can_draw():
        say(plot.WITHOUT_MATPLOTLIB, "yellow")
    if names := report.borrowed(rows):
        say(f"borrowed from the reference: {', '.join(names)}", "yellow")
    say(
        f"What each figure counts, and the numbers behind it: {', '.join(relative_path(path) for path in written)}",
        "dim",
    )
