"""The figures of all machines that are kept in `bench/results/`, as the Markdown of a page."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from bench import results
from bench.figure import Figure, Goal
from bench.figures import NAMES
from bench.ratio import Ratio
from bench.report import standing, table


def tables(folder: Path = results.RESULTS) -> str:
    """Return a table for each figure, with a row for each machine, setting and ratio. Raises BadInput."""
    kept = [results.read(file) for file in sorted(folder.glob("*.json"))]
    if not kept:
        return "No results are kept yet: `make bench` writes them.\n"
    machines = "\n".join(f"{number}. {each['machine']}; {_libraries(each)}" for number, each in enumerate(kept, 1))
    return "\n\n".join([f"Machines:\n\n{machines}", *_figures(kept)]) + "\n"


def _libraries(kept: dict) -> str:
    """Return what the first side that was measured ran on."""
    sides = (
        side for settings in kept["figures"].values() for each in settings.values() for side in each["sides"].values()
    )
    return next((side["libraries"] for side in sides), "nothing was measured")


def _figures(kept: list[dict]) -> Iterator[str]:
    for name in NAMES:
        figure = importlib.import_module(f"bench.figures.{name}").FIGURE
        rows = [
            [row[0], str(number), *row[1:]]
            for number, each in enumerate(kept, 1)
            for measured in each["figures"].get(name, {}).values()
            for row in _rows(figure, measured)
        ]
        if rows:
            heads = ["time of / time of", "machine", "least", "median", "spread", "seconds", "goal", ""]
            yield f"## {figure.title[0].upper()}{figure.title[1:]}\n\n{table(heads, rows)}"


def _rows(figure: Figure, measured: dict) -> Iterator[list[str]]:
    goals = {goal.label: goal for goal in figure.goals}
    for label, numbers in measured["ratios"].items():
        if goal := goals.get(label):  # a goal that is no longer there is no longer shown
            yield [label, *_cells(goal, Ratio(**numbers), measured["sides"])]


def _cells(goal: Goal, found: Ratio, sides: dict) -> list[str]:
    seconds = f"{sides[goal.of]['least_seconds']:.3g}" if goal.of in sides and not goal.entry else ""
    return [f"{found.least:.2f}", f"{found.median:.2f}", f"{100 * found.spread:.0f} %", seconds, *standing(goal, found)]
