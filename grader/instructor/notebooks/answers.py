"""The answers in a notebook's cells: which cell counts, and what of the student's other cells belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.course import registry
from grader.course.notebook_cells import grade_id_of, name_in_magic
from grader.instructor.notebooks.assemble_answer import assemble, defined_names, only_imports
from grader.instructor.notebooks.source_notebook import CHECK, DERIVATION, MARKS, SETUP, as_source, as_text
from grader.instructor.notebooks.statements import Cell, cell_of

Cells = list[dict[str, Any]]


def answers(cells: Cells, released: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the source of each answer by grade_id, and notes, by grade_id, on how it was found.

    `released` maps the grade_ids to look for to the sources that students start from. Where an id stands more than
    once, the last cell that somebody wrote in counts. A cell without an id is known by its first line, `%%exercise
    NAME`. An exercise's answer has with it what it uses of the student's own cells.
    """
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        if name := _answers_what(cell, released):
            found.setdefault(name, []).append(at)
    chosen, notes = {}, {}
    for name, places in found.items():
        written = [at for at in places if cells[at]["source"].strip() != released[name].strip()]
        # A copied cell keeps its id: one in which something else was written since is no answer.
        defining = [at for at in written if len(places) > 1 and _defines(cells, at, name)]
        chosen[name] = (defining or written or places)[-1]
        if len({cells[at]["source"] for at in defining or written}) > 1:
            notes[name] = [
                f"{name} stands {len(places)} times in the notebook; the last one that defines it was judged"
            ]
    sources = {name: cells[at]["source"] for name, at in chosen.items()}
    for name, source, said in _assembled(cells, released, chosen):
        sources[name] = source
        notes.setdefault(name, []).extend(said)
    for name in released.keys() - sources.keys():
        notes[name] = [f"the cell of {name} is missing from the notebook"]
    return sources, {name: "; ".join(said) for name, said in notes.items()}


def _answers_what(cell: Mapping[str, Any], released: Mapping[str, str]) -> str:
    """Return the grade_id of the answer that a cell is, or ""."""
    grade_id = grade_id_of(cell)
    name = grade_id if grade_id in released else name_in_magic(cell["source"])
    return name if name in released and (grade_id is None or grade_id in released) else ""


def _assembled(
    cells: Cells, released: Mapping[str, str], chosen: Mapping[str, int]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each exercise whose answer is not just its cell: its name, its source, and what there is to say."""
    own = [at for at, cell in enumerate(cells) if _is_own(cell, released)]
    python = {at: cell_of(str(at + 1), cells[at]["source"])[0] for at in own}
    homes = {
        word: name for name, at in chosen.items() for word in defined_names(_cell(cells, at)) if _is_exercise(name)
    }
    homes |= {name: name for name in registry.all_names()}
    for name in filter(_is_exercise, released):
        at = chosen.get(name)
        tests = [n for n, cell in enumerate(cells) if grade_id_of(cell) in (name + CHECK, name + MARKS)]
        if at is None and not tests:
            continue
        end = tests[0] if tests and (at is None or tests[0] > at) else len(cells)
        unwritten = at is not None and cells[at]["source"].strip() == released[name].strip()
        before, later = ([python[n] for n in own if (n < end) == first] for first in (True, False))
        text, dropped = (None, []) if at is None else cell_of(str(at + 1), as_text(cells[at]["source"]))
        if unwritten:
            before, text = [only_imports(text), *before], None
        imports = {word: f"from ..{registry.key(home)} import {word}" for word, home in homes.items() if home != name}
        answer = assemble(name, text, before, later, imports)
        if answer is None or (text and answer.text.strip() == as_text(cells[at]["source"]).strip()):
            continue
        said = [f"left out, since it is no Python: {'; '.join(f'`{line}`' for line in dropped)}"] if dropped else []
        yield name, as_source(name, answer.text), [*said, *answer.notes]


def _defines(cells: Cells, at: int, name: str) -> bool:
    return not _is_exercise(name) or name in defined_names(_cell(cells, at))


def _cell(cells: Cells, at: int) -> Cell:
    return cell_of(str(at + 1), as_text(cells[at]["source"]))[0]


def _is_exercise(name: str) -> bool:
    return name in registry.all_names()


def _is_own(cell: Mapping[str, Any], released: Mapping[str, str]) -> bool:
    """Whether a cell is code that is no answer, no test and no setup: the student's own, or the instructor's help."""
    grade_id = grade_id_of(cell) or ""
    made = grade_id in (SETUP, DERIVATION) or grade_id.endswith((CHECK, MARKS))
    return cell.get("cell_type") == "code" and not made and not _answers_what(cell, released)
