"""What is told of a figure: Markdown tables, aligned so that they read well on a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bench.figure import Figure, Goal
from bench.ratio import Ratio
from bench.run import Measured, Setting, goal_ratios


def section(name: str, figure: Figure, setting: Setting, found: Mapping[str, Measured]) -> str:
    """Return the Markdown of one figure in one setting."""
    told = {side: measured for side, measured in found.items() if measured.rounds}
    parts = [f"## {figure.title} (`{name}`)", f"{setting.label}."]
    if told:
        parts += [_sides(figure, told), _libraries(told)]
        if ratios := _ratios(figure, told):
            parts.append(ratios)
        if any(len(measured.entries) > 1 for measured in told.values()):
            parts.append(_entries(figure, told))
    parts += [f"Not measured: {side}. {measured.missing}" for side, measured in found.items() if measured.missing]
    return "\n\n".join(parts) + "\n"


def _sides(figure: Figure, told: Mapping[str, Measured]) -> str:
    tokens = figure.tokens() if callable(figure.tokens) else figure.tokens
    heads = ["side", "median s", "least s", *(["tokens/s"] if tokens else []), "peak MB"]
    rows = []
    for side, m in told.items():
        rate = [f"{tokens / m.seconds:,.0f}"] if tokens else []
        most = figure.peak_mb.get(side)
        peak = f"{m.peak / 1e6:,.0f}" + (f" (goal {most:,.0f})" if most else "")
        rows.append([side, f"{m.seconds:.4f}", f"{m.least:.4f}", *rate, peak])
    return table(heads, rows)


def _libraries(told: Mapping[str, Measured]) -> str:
    return "\n".join(f"- {side}: {m.libraries}" for side, m in told.items())


def _ratios(figure: Figure, found: Mapping[str, Measured]) -> str:
    """Return a row for each goal: least against least, the median of the rounds' ratios, and how they spread."""
    heads = ["time of / time of", "least", "median", "spread", "goal", ""]
    rows = [
        [
            goal.label,
            *(f"{r.least:.3f}", f"{r.median:.3f}", f"{100 * r.spread:.0f} %"),
            *standing(goal, r),
        ]
        for goal, r in goal_ratios(figure, found).items()
    ]
    return table(heads, rows) if rows else ""


def standing(goal: Goal, found: Ratio) -> tuple[str, str]:
    """Return what is wanted of a ratio, and whether it is so."""
    if goal.at_most is None:
        return goal.means, ""
    means = f" ({goal.means})" if goal.means else ""
    if found.noisy:
        return f"{goal.at_most:g}{means}", "too noisy a machine to tell"
    over = found.least / goal.at_most - 1
    return f"{goal.at_most:g}{means}", "met" if over <= 0 else f"missed by {100 * over:.0f} %"


def _entries(figure: Figure, told: Mapping[str, Measured]) -> str:
    """Return a row for each entry of the sides that have some: their seconds, and the ratio of the first two.

    Below them stand the median and the worst.
    """
    found = {side: m.entries | m.extremes for side, m in told.items() if len(m.entries) > 1}
    first, *others = found.values()
    names = list(found)
    heads = ["", *(f"{side}, ms" for side in names), *(["goal ms"] if figure.entry_goals else [])]
    heads += [f"{names[0]} / {names[1]}"] if others else []
    rows = []
    for name in first:
        row = [name, *(f"{1000 * entries[name]:.3f}" for entries in found.values())]
        row += [f"{1000 * figure.entry_goals[name]:g}" if name in figure.entry_goals else ""] * bool(figure.entry_goals)
        row += [f"{first[name] / others[0][name]:.3f}"] if others else []
        rows.append(row)
    return table(heads, rows)


def table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """Return a Markdown table, its first column to the left and the others to the right."""
    lines = [heads, *rows]
    widths = [max(3, *(len(line[i]) for line in lines)) for i in range(len(heads))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(
        f"| {line[0]:<{widths[0]}} | "
        + " | ".join(f"{cell:>{w}}" for cell, w in zip(line[1:], widths[1:], strict=True))
        + " |"
        for line in [heads, rule, *rows]
    )
