"""Read what a student handed in: JSON of any shape, of which only the texts and grade_ids of cells are used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.course.notebook_cells import source_of

MAX_BYTES = 20_000_000
"""Of a notebook; one of 14 exercises without outputs has some 60,000."""

SHOWN_OF_JSON_ERROR = 100
"""Characters."""


class NotGraded(Exception):
    """A submission that no score can be given to; the message says why, and what to do."""


def read_cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook, each with its source as one string. Raises NotGraded where it is no notebook.

    It has to be a file below its student's folder, two above it: a link could hand in another's, or the solutions.
    """
    notebook = _read_json(path)
    if isinstance(notebook, dict) and "worksheets" in notebook:
        raise NotGraded("the notebook is of nbformat 3: have it opened in Jupyter, saved, and handed in again")
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    cells = cells if isinstance(cells, list) else []
    cells = [cell | {"source": source_of(cell)} for cell in cells if isinstance(cell, dict)]
    if not cells:
        raise NotGraded("the notebook has no cells: ask for it again")
    return cells


def _read_json(path: Path) -> Any:
    try:
        if not path.is_file():
            raise NotGraded("the notebook is no regular file, or a link to nothing: ask for the file itself")
        if not path.resolve().is_relative_to(path.parents[1].resolve()):
            raise NotGraded("the notebook is a link out of the submission: ask for the file itself")
        if path.stat().st_size > MAX_BYTES:
            raise NotGraded(f"the notebook is larger than {MAX_BYTES / 1e6:g} MB: ask for it with its outputs cleared")
        return json.loads(path.read_bytes())
    except OSError as error:
        raise NotGraded(f"the notebook cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise NotGraded(f"the notebook is not UTF-8 text ({error.reason}): have it saved in Jupyter again") from None
    except (ValueError, RecursionError) as error:
        reason = str(error)[:SHOWN_OF_JSON_ERROR]
        raise NotGraded(f"the notebook is not JSON ({reason}): ask for it again") from None
