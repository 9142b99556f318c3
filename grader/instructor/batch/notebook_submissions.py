"""Find a student's notebooks, and take the exercises' texts out of them as under nbgrader."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.notebooks.answers import answers
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from grader.instructor.notebooks.source_notebook import as_text, stub_source


def find(folder: Path) -> list[Path]:
    """Return a student's notebooks: STUDENT/*.ipynb and STUDENT/ASSIGNMENT/*.ipynb, without Jupyter's checkpoints."""
    paths = [*folder.glob("*.ipynb"), *folder.glob("*/*.ipynb")]
    return sorted(path for path in paths if not any(p.startswith(".") for p in path.relative_to(folder).parts))


def solutions(path: Path, shown: str) -> tuple[dict[str, str], list[str]]:
    """Return the text of each exercise that has a solution cell, by name, and notes on ambiguous cells.

    Raises BadInput, which names the notebook as `shown`, where it has no solution cell.
    """
    try:
        sources, notes = answers(read_cells(path), _stub_sources())
    except NotGraded as error:
        raise BadInput(f"{shown}: {error}.") from None
    if not sources:
        raise BadInput(f"{shown} has no solution cell of this course: it belongs to something else.")
    # JSON can write half a surrogate pair, which is no text.
    texts = {name: as_text(source).encode(errors="replace").decode() for name, source in sources.items()}
    return texts, [f"{shown}: {note}." for name, note in notes.items() if name in sources]


@cache
def _stub_sources() -> dict[str, str]:
    return {name: stub_source(name) for name in registry.all_names()}
