"""Find a student's notebooks, and take the exercises out of them as nbgrader's judge does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.course import registry
from grader.course.stubs import stub
from grader.errors import BadInput
from grader.instructor.notebooks.read_notebook import NotGraded, answers, read_cells
from grader.instructor.notebooks.source_notebook import as_source, as_text


def find(folder: Path) -> list[Path]:
    """Return a student's notebooks: STUDENT/*.ipynb and STUDENT/ASSIGNMENT/*.ipynb, without Jupyter's checkpoints."""
    found = [*folder.glob("*.ipynb"), *folder.glob("*/*.ipynb")]
    return sorted(path for path in found if not any(p.startswith(".") for p in path.relative_to(folder).parts))


def solutions(path: Path, named: str) -> tuple[dict[str, str], list[str]]:
    """Return the text of each exercise that has a cell, by name, and what is to be said about some of them.

    Raises BadInput, naming the notebook, where it has none.
    """
    try:
        chosen, notes = answers(read_cells(path), _released())
    except NotGraded as trouble:
        raise BadInput(f"{named}: {trouble}.") from None
    if not chosen:
        raise BadInput(f"{named} has no solution cell of this course: it belongs to something else.")
    # JSON can write half a surrogate pair, which is no text.
    texts = {name: as_text(source).encode(errors="replace").decode() for name, source in chosen.items()}
    return texts, [f"{named}: {note}." for name, note in notes.items() if name in chosen]


@cache
def _released() -> dict[str, str]:
    """Return the cells that students start from, by exercise."""
    return {name: as_source(name, stub(registry.part_of(name), name)) for name in registry.all_names()}
