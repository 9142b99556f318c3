"""The picture as one self-contained HTML page: tables of coloured numbers, or images where the numbers are too many."""

from __future__ import annotations

import base64
from html import escape

import numpy as np

from grader.cli.show.colour_map import needs_black_ink, to_rgb
from grader.cli.show.picture import Picture, Slice
from grader.cli.show.raster import encode_png, render_pixels

MAX_ENTRIES = 2048
"""Entries of a slice that are written as numbers; a larger one becomes an image."""

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c1c1c; background: #fff; color-scheme: light; }
figure { display: inline-block; margin: 0 2rem 1.5rem 0; vertical-align: top; }
figcaption { font-weight: 600; margin-bottom: .3rem; }
table { border-collapse: collapse; font: 12px/1.4 ui-monospace, monospace; }
td { padding: .15rem .4rem; text-align: right; border: 1px solid #fff; }
th { font-weight: 400; color: #666; padding: 0 .4rem; text-align: right; }
th.repeated { color: #9a5b00; font-weight: 600; }
h1 { font-size: 1.35rem; } h2 { font-size: 1.05rem; font-weight: 600; }
td.masked::after { content: " \\00b7"; }
td.off { outline: 2px solid #111; outline-offset: -2px; }
img { image-rendering: pixelated; max-width: 100%; }
p { max-width: 46rem; }
"""


def render_page(picture: Picture, slices: int) -> str:
    """Return the page of the first `slices` slices, all text escaped."""
    title = escape(picture.title)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>\n'
        f"<style>{STYLE}</style></head>\n<body><main>\n"
        f"<h1>{title}</h1>\n{render_body(picture, slices)}</main></body></html>\n"
    )


def render_body(picture: Picture, slices: int, level: int = 2) -> str:
    """Return what stands below a heading, for a page that has one of its own; `level` is that of the slices' titles."""
    sections = "\n".join(_section(part, level) for part in picture.slices[:slices])
    notes = "".join(f"<li>{escape(note)}</li>" for note in picture.notes)
    notes = f"<ul>{notes}</ul>\n" if notes else ""
    total = len(picture.slices)
    count = f"{picture.wrong} of {total} slices differ; the worst come first." if total > 1 else ""
    return (
        f"<p>Blue is below 0, red above; the shades go by the root of the size. "
        f"Outlined: the entry that is most off. {count}</p>\n{notes}{sections}\n"
    )


def _section(part: Slice, level: int) -> str:
    head = f"<h{level}>{part.title}</h{level}>\n" if part.title else ""
    if part.true.size > MAX_ENTRIES:
        image = base64.standard_b64encode(encode_png(render_pixels(part))).decode()
        titles = ", ".join(escape(f"{title} (full at {scale:.3g})") for title, _, scale in part.panels)
        return (
            f"{head}<p>From left to right: {titles}.</p>"
            f'<img alt="{escape(f"Three heat maps of {part.in_words}")}" src="data:image/png;base64,{image}">'
        )
    return f"{head}<p>{escape(part.in_words)}</p>\n" + "".join(_figure(part, *panel) for panel in part.panels)


def _figure(part: Slice, title: str, array: np.ndarray, scale: float) -> str:
    """Return a table of one panel's numbers."""
    colours, masked, worst = to_rgb(array, scale), part.masked, part.worst_entry
    rows = []
    for row, values in enumerate(array):
        uses = part.repeated_rows.get(row)
        head = f'<th scope="row" class="repeated">{row} x{uses}</th>' if uses else f'<th scope="row">{row}</th>'
        cells = (
            _cell(value, colours[row, column], masked[row, column], (row, column) == worst)
            for column, value in enumerate(values)
        )
        rows.append(f"<tr>{head}{''.join(cells)}</tr>")
    heads = "".join(f'<th scope="col">{column}</th>' for column in range(array.shape[1]))
    table = f"<table><tr><td></td>{heads}</tr>{''.join(rows)}</table>"
    return f"<figure><figcaption>{escape(title)}</figcaption>{table}</figure>"


def _cell(value: float, colour: np.ndarray, masked: bool, worst: bool) -> str:
    ink = "#000" if needs_black_ink(colour) else "#fff"
    classes = " ".join(name for name, applies in (("masked", masked), ("off", worst)) if applies)
    style = f"background:rgb({','.join(map(str, colour))});color:{ink}"
    return f'<td class="{classes}" title="{float(value)!r}" style="{style}">{value:z.3g}</td>'
