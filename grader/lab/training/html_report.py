"""A run as one HTML page: its curve as SVG, its settings, its estimates, its sample. Nothing in it is fetched."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from html import escape

from grader.files import write_atomically
from grader.lab.training.curve import Curve
from grader.lab.training.estimates import Estimate, best
from grader.lab.training.run_files import REPORT as FILE
from grader.lab.training.training_run import TrainingRun

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 320, 56, 12, 12, 40
"""The picture's size and its margins, in SVG's pixels."""

MAX_POINTS = 400
"""Points of a line, at most; each is the mean of the steps that it stands for."""

STYLE = """
:root { color-scheme: light dark; --train: #1f6fb4; --held: #b3261e; --line: #777; }
@media (prefers-color-scheme: dark) { :root { --train: #7ab8f0; --held: #ff9a8f; --line: #999; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }
svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: currentColor; }
table { border-collapse: collapse; } th, td { padding: .15rem 1rem .15rem 0; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: .6rem; }
"""


def write(run: TrainingRun, results: Iterable[str], sample: str) -> None:
    """Write report.html into the run's folder.

    `results` are sentences on what came out; `sample` is "" where there is none.
    """
    settings, curve, estimates, folder = run.settings, run.curve, run.estimates, run.folder
    title = escape(f"GPT-2 by hand: {settings.title}")
    outcome = "".join(f"<p>{escape(line)}</p>\n" for line in results)
    shown = f"<h2>A sample</h2>\n<pre>{escape(sample)}</pre>\n" if sample else ""
    text = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>\n'
        f"<style>{STYLE}</style></head>\n<body><main>\n<h1>{title}</h1>\n{outcome}<h2>The curve</h2>\n"
        f"{_picture(curve, estimates)}{_estimates_table(estimates)}{shown}<h2>The settings</h2>\n"
        f"{_table(('setting', 'value'), asdict(settings).items())}</main></body></html>\n"
    )
    write_atomically(folder / FILE, text)


def _picture(curve: Curve, estimates: Sequence[Estimate]) -> str:
    """Return the losses as SVG with a legend, and with what it shows in words for who cannot see it."""
    held = [(e.step, e.validation) for e in estimates if e.validation is not None]
    lines = [("loss of each step's batch", "train", _thinned([(row[0] + 1, row[1]) for row in curve.rows]))]
    lines += [("estimated loss on what is held out", "held", held)] if held else []
    points = [point for *_, line in lines for point in line if math.isfinite(point[1])]
    if not points:
        return "<p>No step was taken.</p>\n"
    last, low, high = max(x for x, _ in points), min(y for _, y in points), max(y for _, y in points)
    high = high if high > low else low + 1
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(x: float, y: float) -> str:
        return f"{LEFT + wide * x / max(1, last):.1f},{TOP + tall * (high - y) / (high - low):.1f}"

    words = f"Loss over {last:,.0f} steps: " + "; ".join(
        f"{name}, from {line[0][1]:.4f} to {line[-1][1]:.4f}" for name, _, line in lines
    )
    drawn = [
        f'<svg role="img" aria-labelledby="words" viewBox="0 0 {WIDTH} {HEIGHT}"><title id="words">{words}</title>'
    ]
    for i in range(5):
        y = low + (high - low) * i / 4
        x, height = at(0, y).split(",")
        drawn.append(f'<path d="M{x},{height}H{WIDTH - RIGHT}" stroke="var(--line)" stroke-width=".4"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{float(height) + 4:.1f}" text-anchor="end">{y:.3g}</text>')
        anchor = "end" if i == 4 else "middle"  # or the last number would stand half outside
        x = LEFT + wide * i / 4
        drawn.append(f'<text x="{x}" y="{HEIGHT - 22}" text-anchor="{anchor}">{last * i / 4:,.0f}</text>')
    drawn.append(f'<text x="{LEFT + wide / 2}" y="{HEIGHT - 5}" text-anchor="middle">steps; the loss is in nats</text>')
    for i, (name, colour, line) in enumerate(lines):
        path = " ".join(at(x, y) for x, y in line if math.isfinite(y))
        dash = ' stroke-dasharray="6 4"' if i else ""
        style = f'fill="none" stroke="var(--{colour})" stroke-width="1.6"{dash}'
        drawn.append(f'<polyline points="{path}" {style}/>')
        y = TOP + 14 + 18 * i
        drawn.append(f'<path d="M{WIDTH - 270},{y - 4}h28" {style}/><text x="{WIDTH - 236}" y="{y}">{name}</text>')
    return "\n".join(drawn) + "</svg>\n"


def _thinned(points: list[tuple[int, float]]) -> list[tuple[float, float]]:
    """Return at most MAX_POINTS points, each the mean of its neighbours."""
    every = -(-len(points) // MAX_POINTS) or 1
    groups = [points[i : i + every] for i in range(0, len(points), every)]
    return [(sum(x for x, _ in g) / len(g), sum(y for _, y in g) / len(g)) for g in groups]


def _estimates_table(estimates: Sequence[Estimate]) -> str:
    """Return the estimates as a table; "" where there are none."""
    if not estimates:
        return ""
    kept = best(estimates)
    rows = []
    for e in estimates:
        held = "-" if e.validation is None else f"{e.validation:.4f}"
        rows.append((f"{e.step:,}" + (" (the best, kept)" if e is kept else ""), f"{e.train:.4f}", held))
    return "<h2>Estimated losses, in nats</h2>\n" + _table(("after steps", "train", "held out"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table whose first column names each row."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "\n".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f'<td class="number">{escape(str(cell))}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table>\n"
