"""A verdict's lines as HTML: headings, words beside every colour, and nothing of a student's text as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from grader.cli.notebook.style import STYLE
from grader.cli.show.html_page import render_body
from grader.judge.verdict_lines import Role, VerdictLine

if TYPE_CHECKING:
    from grader.cli.notebook.progress import Progress
    from grader.cli.show.picture import Picture

MARKS = {Role.PASSED: "✓", Role.NOT_PASSED: "✗", Role.NOT_WRITTEN: "·", Role.GRADER_FAILED: "!"}
"""Before each outcome's words: the colour never stands alone."""

SECTIONS = (
    ("The task", (Role.TASK,)),
    ("What failed", (Role.FAILURE, Role.MORE_FAILURES)),
    ("What it looks like", (Role.DIAGNOSIS,)),
    ("Advice", (Role.ADVICE, Role.DERIVE_GATE)),
    ("It printed", (Role.PRINTED,)),
)
"""The headings in order, and the roles of the lines under each."""

SKIP_IN_CONTENTS = "jp-toc-ignore"
"""By this class JupyterLab leaves a heading out of the notebook's table of contents."""


def render_verdict(
    lines: Sequence[VerdictLine],
    progress: Progress | None,
    chapter: tuple[str, str],
    next_step: str,
    picture: Picture | None,
) -> str:
    """Return the HTML of one verdict; `chapter` is the chapter's name and its address, "" for none."""
    parts = [_progress(progress)] if progress else []
    parts += [_outcome(line) for line in lines if line.role in MARKS]
    for heading, wanted in SECTIONS:
        if found := [line for line in lines if line.role in wanted]:
            parts.append(_heading(heading) + "".join(_listed(found)))
    if picture:
        parts.append(_heading("The picture") + f"<p>{escape(picture.title)}</p>")
        parts.append(f'<div class="picture">{render_body(picture, 1, level=5)}</div>')
    read = [line for line in lines if line.role is Role.READING]
    if read or chapter[1]:
        parts.append(_heading("Read") + _chapter(read, chapter))
    parts.append(_heading("Next") + f"<p>{in_code(next_step)}</p>")
    parts += [
        f'<p class="small">{in_code(x.text.strip())}</p>' for x in lines if x.role in (Role.SUMMARY, Role.BORROWED)
    ]
    # What a student wrote is no formula: JupyterLab would set what stands between dollar signs.
    return f'<style>{STYLE}</style><section class="gpt2v mathjax_ignore tex2jax_ignore">{"".join(parts)}</section>'


def in_code(text: str) -> str:
    """Return the text escaped, with what stands between backticks as code."""
    pieces = text.split("`")
    closed = len(pieces) % 2 == 1
    if not closed:
        return escape(text)
    return "".join(f"<code>{escape(piece)}</code>" if at % 2 else escape(piece) for at, piece in enumerate(pieces))


def _progress(progress: Progress) -> str:
    bar = f'<progress value="{progress.passed}" max="{progress.total}" aria-hidden="true"></progress>'
    return f'<p class="small">{bar}{escape(progress.text)}</p>'


def _outcome(line: VerdictLine) -> str:
    name = line.role.replace(" ", "-")
    return f'<h3 class="{name} {SKIP_IN_CONTENTS}">{MARKS[line.role]} {escape(line.text)}</h3>'


def _heading(text: str) -> str:
    return f'<h4 class="{SKIP_IN_CONTENTS}">{text}</h4>'


def _listed(lines: Iterable[VerdictLine]) -> Iterator[str]:
    lines = list(lines)
    if lines[0].role is Role.PRINTED:
        return iter(f"<pre>{escape(line.text)}</pre>" for line in lines)
    return iter(["<ul>", *(f"<li>{in_code(line.text.strip())}</li>" for line in lines), "</ul>"])


def _chapter(read: Sequence[VerdictLine], chapter: tuple[str, str]) -> str:
    """Return what the chapter says, and its link; from here the same path works as in the notebook's own folder."""
    name, address = chapter
    said = "".join(f"<p>{in_code(line.text.strip())}</p>" for line in read)
    link = f'<p><a href="{escape(quote(address, safe="/#.-_~"))}">{escape(name)}</a></p>' if address else ""
    return said + link
