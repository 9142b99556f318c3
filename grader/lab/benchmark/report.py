"""The report of a benchmark: a table of each side and the published figures, also as JSON and as Markdown."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import BadInput
from grader.files import put_aside, write_atomically
from grader.lab.benchmark.checkpoint import BenchmarkModel
from grader.lab.benchmark.measure import Measurement
from grader.lab.benchmark.protocol import PROTOCOLS, BenchmarkTask, Protocol
from reference.published import PublishedFigures

LABELS = {"wikitext": "WikiText-103", "lambada": "LAMBADA", "sorting": "sorting"}


@dataclass(frozen=True)
class ReportRow:
    """A row of the table: a label, a cell for each side, and the published figure and the difference, or ""."""

    label: str
    values: tuple[str, ...]
    published: str = ""
    difference: str = ""


@dataclass(frozen=True)
class Report:
    """All that is reported. `made_of` says whose pieces; `sides` maps a side's name to its measurements."""

    model: BenchmarkModel
    protocol: Protocol
    made_of: str
    sides: dict[str, list[Measurement]]

    @property
    def published(self) -> PublishedFigures | None:
        """The figures published for this protocol; None beside weights that are not the published ones."""
        return self.protocol.published if self.model.published else None

    @property
    def head(self) -> list[str]:
        """The lines above the table: model, weights, protocol, pieces."""
        c, p = self.model.checkpoint.config, self.protocol
        windows = f"context {p.context}" + (f", stride {p.stride}" if p.stride else "")
        return [
            f"{self.model.spec}: GPT-2 of {c.n_layer} layers, {c.n_head} heads, {c.n_embd} wide, "
            f"{self.model.parameters:,} parameters",
            f"  {self.model.checkpoint.choices}",
            f"  weights: {self.model.weights}",
            f"  protocol: {p.label}, {windows}, {self.model.dtype}",
            *([f"  {p.name}: {PROTOCOLS[p.name]}"] if p.name else []),
            f"  made of: {self.made_of}",
        ]

    def rows(self) -> list[ReportRow]:
        """Return the table's rows: the figures first, then their costs in time and memory."""
        rows = self.figures()
        for i, task in enumerate(self.protocol.tasks):
            rows += _costs(LABELS[task.name], [side[i] for side in self.sides.values()])
        peaks = tuple(f"{max(m.peak for m in side) / 1e6:,.0f}" for side in self.sides.values())
        return [*rows, ReportRow("peak memory while scoring, MB", peaks)]

    def figures(self) -> list[ReportRow]:
        """Return the rows of the figures alone."""
        rows = []
        for i, task in enumerate(self.protocol.tasks):
            rows += self._figures(task, [side[i] for side in self.sides.values()])
        return rows

    def sides_agree(self) -> bool:
        """Whether the sides' figures are equal to every printed decimal."""
        return all(len(set(row.values)) == 1 for row in self.figures())

    def _figures(self, task: BenchmarkTask, measurements: list[Measurement]) -> list[ReportRow]:
        scores, label, known = [m.score for m in measurements], LABELS[task.name], self.published
        published = {"wikitext": known and known.wikitext, "lambada": known and known.lambada}.get(task.name)
        whose = f" ({self.protocol.name})" if self.protocol.name else ""
        rows = [
            ReportRow(f"{label}, tokens scored", tuple(f"{s.tokens:,}" for s in scores)),
            _row(f"{label}, {task.figure}{whose}", [s.perplexity for s in scores], published, format_decimal),
        ]
        for name in scores[0].others if scores else ():
            values = tuple(f"{s.others[name]:.4f}" for s in scores)
            rows.append(ReportRow(f"{label}, {name}{whose}", values))
        if task.name == "lambada":
            rows.append(
                _row(
                    f"{label}, accuracy{whose}", [s.accuracy for s in scores], known and known.accuracy, format_percent
                )
            )
        if task.name == "sorting":
            rows.append(
                ReportRow("inputs sorted", tuple(f"{round(s.accuracy * s.units)} of {s.units}" for s in scores))
            )
        return rows

    def as_json(self) -> dict:
        """Return all figures and costs, unrounded."""
        c, p = self.model.checkpoint.config, self.protocol
        sides = {
            name: {m.task: asdict(m.score) | _cost(m) | {"evaluated_by": m.by} for m in side}
            for name, side in self.sides.items()
        }
        return {
            "model": self.model.spec, "weights": self.model.weights, "fingerprint": self.model.fingerprint,
            "config": asdict(c), "parameters": self.model.parameters, "dtype": self.model.dtype,
            "protocol": p.label, "protocol_name": p.name, "context": p.context, "stride": p.stride,
            "made_of": self.made_of, "sides": sides,
            "published": self.published and asdict(self.published), "machine": machine(),
        }  # fmt: skip

    def as_markdown(self) -> str:
        """Return the head and the table."""
        names = [*self.sides, *(("published", "difference") if self.published else ())]
        lines = [f"{line.strip()}  " for line in self.head] + [f"machine: {machine()}", ""]
        lines += [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
        for row in self.rows():
            cells = [*row.values, *((row.published, row.difference) if self.published else ())]
            lines.append(f"| {row.label} | {' | '.join(cells)} |")
        if self.published:
            lines += ["", f"Published for GPT-2 124M: {self.published.source}."]
        return "\n".join(lines) + "\n"


def format_decimal(x: float) -> str:
    """Write a perplexity: with two decimals, or six digits where it is as large as an untrained model's."""
    return f"{x:,.2f}" if x < 1e4 else f"{x:,.0f}" if x < 1e6 else f"{x:.5e}"


def format_percent(x: float) -> str:
    """Write a share of 1 as a percentage."""
    return f"{100 * x:.2f} %"


def _row(label: str, values: list[float], published: float | None, write: Callable[[float], str]) -> ReportRow:
    """Return a row of figures; the difference is the first side's from the published one."""
    if published is None:
        return ReportRow(label, tuple(map(write, values)))
    x = values[0] - published
    difference = f"{100 * x:+.2f}" if write is format_percent else f"{x:+.2f}" if abs(x) < 1000 else f"{x:+.3g}"
    return ReportRow(label, tuple(map(write, values)), write(published), difference)


def _costs(label: str, measurements: list[Measurement]) -> list[ReportRow]:
    return [
        ReportRow(f"{label}, seconds", tuple(f"{m.seconds:.1f}" for m in measurements)),
        ReportRow(f"{label}, tokens read a second", tuple(f"{m.rate:,.0f}" for m in measurements)),
    ]


def _cost(m: Measurement) -> dict:
    return {"seconds": m.seconds, "tokens_read": m.read, "tokens_per_second": m.rate, "peak_bytes": m.peak,
            "units_resumed": m.record.resumed}  # fmt: skip


def machine() -> str:
    """Say on which machine it was measured."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, NumPy {np.__version__}"


def table(rows: list[ReportRow], names: list[str], published: bool) -> tuple[list[str], list[list[str]]]:
    """Return the headings, of which the first is "", and the cells of each row."""
    heads = ["", *names, *(("published", "difference") if published else ())]
    return heads, [[r.label, *r.values, *((r.published, r.difference) if published else ())] for r in rows]


def columns(heads: list[str], cells: list[list[str]]) -> list[str]:
    """Return a table as lines of aligned columns, under its headings."""
    widths = [max(len(line[i]) for line in [heads, *cells]) for i in range(len(heads))]
    return [
        "  "
        + line[0].ljust(widths[0])
        + "".join(f"  {cell:>{w}}" for cell, w in zip(line[1:], widths[1:], strict=True))
        for line in [heads, *cells]
    ]


def files(out: Path) -> dict[str, Path]:
    """Return the file to write for each suffix: that of `out`, or without one both .json and .md.

    Raises BadInput for another suffix, and where nothing can be written there, so that it is known before the work.
    """
    parent = next(folder for folder in out.absolute().parents if folder.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise BadInput(f"--out {out}: nothing can be written in {parent}. Name another folder.")
    if out.suffix in (".json", ".md"):
        return {out.suffix: out}
    if out.suffix:
        raise BadInput(f"--out {out}: a file that ends in .json or .md, or a name without an ending for both.")
    return {suffix: out.with_suffix(suffix) for suffix in (".json", ".md")}


def write(report: Report, out: Path) -> list[Path]:
    """Write the report; a file that is there already is put aside. Raises BadInput where it cannot be written."""
    paths = files(out)
    texts = {".json": json.dumps(_finite(report.as_json()), indent=2) + "\n", ".md": report.as_markdown()}
    for suffix, path in paths.items():
        try:
            if path.exists():
                put_aside(path)
            write_atomically(path, texts[suffix])
        except OSError as error:
            raise BadInput(f"{path} cannot be written: {error.strerror}.") from None
    return list(paths.values())


def _finite(value: Any) -> Any:
    """Return the value with None in the place of NaN and infinities, which JSON does not have."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
