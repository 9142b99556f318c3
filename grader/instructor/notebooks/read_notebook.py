"""Read what a student handed in: JSON of whatever shape, of which only the text of cells is believed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.instructor.notebooks.source_notebook import MAGIC

LARGEST = 20_000_000
"""Bytes: a notebook of 14 exercises without outputs has some 60,000."""


class NotGraded(Exception):
    """A submission that no score can be given to; the message says why, and what to do."""


def read_cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook, each with its text as one string. Raises NotGraded where it is no notebook.

    It has to be a file of its student's folder, two above it: a link could hand in another's, or the solutions.
    """
    try:
        if not path.is_file():
            raise NotGraded("the notebook is no regular file, or a link to nothing: ask for the file itself")
        if not path.resolve().is_relative_to(path.parents[1].resolve()):
            raise NotGraded("the notebook is a link out of the submission: ask for the file itself")
        if path.stat().st_size > LARGEST:
            raise NotGraded(f"the notebook is larger than {LARGEST / 1e6:g} MB: ask for it with its outputs cleared")
        notebook = json.loads(path.read_bytes())
    except OSError as error:
        raise NotGraded(f"the notebook cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise NotGraded(f"the notebook is not JSON ({str(error)[:100]}): ask for it again") from None
    if isinstance(notebook, dict) and "worksheets" in notebook:
        raise NotGraded("the notebook is of nbformat 3: have it opened in Jupyter, saved, and handed in again")
    found = notebook.get("cells") if isinstance(notebook, dict) else None
    found = found if isinstance(found, list) else []
    cells = [cell | {"source": _source_of(cell)} for cell in found if isinstance(cell, dict)]
    if not cells:
        raise NotGraded("the notebook has no cells: ask for it again")
    return cells


def answers(cells: list[dict[str, Any]], released: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of each solution cell by grade_id, and what there is to say about some of them.

    `released` maps the grade_ids that are asked for to the texts that students start from. Where an id stands more
    than once, the last cell that somebody wrote in counts. A cell without an id is known by its `%%exercise NAME`.
    """
    found: dict[str, list[str]] = {}
    for cell in cells:
        text = cell["source"]
        known = _grade_id(cell)
        name = known if known in released else _named(text)
        if name in released and (known is None or known in released):
            found.setdefault(name, []).append(text)
    chosen, notes = {}, {}
    for name, texts in found.items():
        written = [text for text in texts if text.strip() != released[name].strip()]
        chosen[name] = (written or texts)[-1]
        if len(set(written)) > 1:
            notes[name] = f"{name} stands {len(texts)} times in the notebook; the last one was judged"
    for name in released.keys() - found.keys():
        notes[name] = f"the cell of {name} is missing from the notebook"
    return chosen, notes


def _source_of(cell: dict[str, Any]) -> str:
    """Return a cell's text, which nbformat allows to be one string or a list of lines.

    JSON can hold halves of surrogate pairs, which no UTF-8 file can: each becomes a question mark.
    """
    text = cell.get("source", "")
    if isinstance(text, list):
        text = "".join(line for line in text if isinstance(line, str))
    return text.encode(errors="replace").decode() if isinstance(text, str) else ""


def _grade_id(cell: dict[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _named(text: str) -> str:
    words = text.lstrip().partition("\n")[0].split()
    return words[1] if len(words) == 2 and words[0] == MAGIC else ""
