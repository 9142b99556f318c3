"""`grader gates`: what the pieces reach together, beside the published figures."""

from __future__ import annotations

import os
from pathlib import Path

from rich.progress import TimeElapsedColumn

from grader import paths
from grader.cli.progress_bar import bar
from grader.cli.terminal import console, relative_path, say
from grader.errors import BadInput, ExitCode
from grader.judge.ladder import Ladder
from grader.lab.gates import plot, report
from grader.lab.gates.all_gates import gates
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.run_gates import Gate, GateRow, exit_code, run
from grader.lab.model.memory import keep_memory
from grader.paths import exercises, workspace
from grader.runner.tree import Tree

CURVE = "training curve"


def gates_(
    *,
    solutions: bool = False,
    data: Path | None = None,
    out: Path | None = None,
    only: str | None = None,
    json: bool = False,
) -> int:
    """Run the gates on your own pieces, in order, up to the first that does not pass.

    Prints a table of the published figures and yours, and writes it as Markdown and JSON, with a picture of the
    training curve. A gate whose exercises have not all passed is locked, and says which; none is ever lent.

    Parameters
    ----------
    solutions
        Run on the solutions' pieces instead of yours.
    data
        The folder that has wiki.valid.raw; without it, the one that the environment variable GPT2_DATA names.
    out
        Where to write; without it, the folder gates/ of your workspace.
    only
        Run this gate alone, such as "layer-parity".
    json
        Print the JSON instead of the table.
    """
    chosen = _chosen(only)
    context = _setting(solutions, data)
    folder = out or workspace() / "gates"
    whose = "the solutions' pieces" if solutions else "your own pieces"
    rows: list[GateRow] = []
    keep_memory()
    try:
        with bar(TimeElapsedColumn(), quiet=json) as progress:
            task = progress.add_task("", total=None)
            context.on_progress = lambda text, done, of: progress.update(
                task, description=text, completed=done, total=of or None
            )
            for row in run(chosen, context):
                rows.append(row)
    except KeyboardInterrupt:
        ahead = ", ".join(row.gate.name for row in rows) or "none"
        say(
            f"interrupted at the gate {chosen[len(rows)].name}; gates behind you: {ahead}. Nothing was written.",
            "yellow",
        )
        return ExitCode.INTERRUPTED
    finally:
        context.close()
    written = _write(rows, whose, folder)
    if json:
        print(report.as_json(rows, whose))
    else:
        _show(rows, whose, written)
    return exit_code(rows)


def _chosen(only: str | None) -> tuple[Gate, ...]:
    if only is None:
        return gates()
    found = tuple(gate for gate in gates() if gate.name == only.replace("-", " "))
    if not found:
        names = ", ".join(gate.name.replace(" ", "-") for gate in gates())
        raise BadInput(f"There is no gate {only!r}. The gates are {names}.")
    return found


def _setting(solutions: bool, data: Path | None) -> GateContext:
    if data is None and os.environ.get("GPT2_DATA"):
        data = Path(os.environ["GPT2_DATA"])
    if data is not None and not data.is_dir():
        raise BadInput(f"{data} is no folder. --data (or GPT2_DATA) names the folder that has wiki.valid.raw.")
    if solutions:
        return GateContext(Tree(paths.solutions("The solutions' pieces are asked for")), None, data)
    return GateContext(Tree(exercises()), Ladder(exercises()), data)


def _write(rows: list[GateRow], whose: str, folder: Path) -> list[Path]:
    """Write the table and the picture; return the files. Raises BadInput where the folder cannot be written to."""
    curve = next((row.numbers for row in rows if row.gate.name == CURVE and row.numbers), None)
    picture = "curve.png" if curve and plot.possible() else ""
    texts = {"gates.md": report.markdown(rows, whose, picture), "gates.json": report.as_json(rows, whose) + "\n"}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        if picture:
            plot.draw(curve, folder / picture)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written to: {error.strerror}. --out names another folder.") from None
    return [folder / name for name in (*texts, *([picture] if picture else []))]


def _show(rows: list[GateRow], whose: str, written: list[Path]) -> None:
    say(f"The gates, on {whose}", "bold")
    console().print(report.table(rows), soft_wrap=False)
    for row in rows:
        if row.trouble:
            say(f"{row.gate.name}: {row.trouble}\n", "yellow")
    say(report.summary(rows), "bold green" if exit_code(rows) == 0 else "bold red")
    if any(row.gate.name == CURVE and row.numbers for row in rows) and not plot.possible():
        say(plot.WITHOUT_MATPLOTLIB, "yellow")
    say(
        f"What each figure counts, and the numbers behind it: {', '.join(relative_path(path) for path in written)}",
        "dim",
    )
