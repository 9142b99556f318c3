"""A page of HTML that needs nothing else: no script, no picture, no link out; its policy forbids them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.safe_text import in_html

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #2a8a4a; --bad: #c2403a; --open: #b07a10;
  --ours: #8a4bbf }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 } h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line) }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem }
summary { cursor: pointer; display: flex; gap: 1rem } summary .points { margin-left: auto }
li { overflow-wrap: anywhere } pre { background: var(--soft); padding: .6rem; overflow-x: auto; white-space: pre-wrap }
.passed { color: var(--good) } .failed { color: var(--bad) } .unwritten, .missing, .waiting { color: var(--open) }
.error { color: var(--ours) } .soft { opacity: .75 }
.bar { display: flex; height: .8rem; width: 8rem; margin-top: .35rem; background: var(--soft) }
.bar span { background: currentColor }
"""


def page(title: str, body: Iterable[str]) -> str:
    """Return a whole page; `title` is plain text, `body` pieces of HTML."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{in_html(title)}</title><style>{STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """Return a table; cells are HTML, `numbers` the columns to align on the right."""
    right = {column: ' class="n"' for column in numbers}
    top = "".join(f"<th{right.get(i, '')}>{cell}</th>" for i, cell in enumerate(head))
    lines = ("".join(f"<td{right.get(i, '')}>{cell}</td>" for i, cell in enumerate(row)) for row in rows)
    return (
        f"<table><thead><tr>{top}</tr></thead><tbody>\n"
        + "\n".join(f"<tr>{x}</tr>" for x in lines)
        + "</tbody></table>"
    )
