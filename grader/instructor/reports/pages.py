"""Fill the templates of `templates/`. Whatever a template shows is escaped for its format, so none can forget it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from grader.course import registry
from grader.errors import BadInput
from grader.paths import installing
from grader.safe_text import escape_markdown, plain

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
MARKDOWN = ".md.j2"
"""How the names of templates that are Markdown end; the others are HTML."""

Row = TypeVar("Row")


def render(template: str, **context: Any) -> str:
    """Return a template with these values in it. Raises BadInput where Jinja2 is not installed."""
    return _environment(template.endswith(MARKDOWN)).get_template(template).render(context)


def check_templates() -> None:
    """Raise BadInput where no template could be filled, so that it is said before a class is judged."""
    _environment(markdown=False)


def number(x: float | None) -> str:
    """Return points without needless zeros, and nothing where there are none."""
    return "" if x is None else f"{x:g}"


def by_part(rows: Iterable[Row], name_of: Callable[[Row], str]) -> Iterator[tuple[str, list[Row]]]:
    """Group rows, which are in the order of the ladder, under their parts' titles; `name_of` gives a row's exercise."""
    for part, group in groupby(rows, lambda row: registry.part_of(name_of(row))):
        yield f"{int(part[4:6])}. {registry.title(part)}", [*group]


@cache
def _environment(markdown: bool) -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise BadInput(f"Reports need Jinja2: {installing('instructor')} brings it.") from None
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=not markdown,
        finalize=_for_markdown if markdown else _for_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    return environment


def _for_markdown(value: Any) -> str:
    return escape_markdown(str(value))


def _for_html(value: Any) -> Any:
    """Return a value with hidden characters written out; Jinja2's autoescape does the rest."""
    return value if hasattr(value, "__html__") else plain(str(value))
