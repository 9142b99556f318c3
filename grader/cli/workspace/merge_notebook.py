"""Renew a notebook in which somebody works: the course's cells become the new ones, everything written stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.course.kit_manifest import cell_digest, cell_key
from grader.course.notebook_cells import grade_id_of, name_in_magic, source_of

Cell = dict[str, Any]


class _Merge:
    """One notebook's cells, `mine`, and those of the new release; `released` are the digests of the old one, by key."""

    def __init__(self, mine: list[Cell], new: list[Cell], released: Mapping[str, str]) -> None:
        self.released = released
        self.keys_by_digest = {digest: key for key, digest in released.items()}
        self.new = {cell_key(cell): cell for cell in new}
        self.slots: dict[str | None, list[Cell]] = {key: [] for key in (None, *self.new)}
        self.answers = self._answers(mine)
        self._sort(mine)

    def cells(self) -> Iterator[Cell]:
        """Yield the merged cells in the order of the new release, each of the student's after the one it stood below.

        Of an answer that stands there twice, the one that counts comes last, as it did.
        """
        yield from self.slots[None]
        for key, cell in self.new.items():
            slot = self.slots[key]
            places = [at for at, each in enumerate(slot) if each is self.answers.get(key)]
            yield from slot[: places[0]] if places else ()
            yield self._answered(cell, slot[places[0]]) if places else self._renewed(cell, key)
            yield from slot[places[0] + 1 :] if places else slot

    def _answers(self, mine: list[Cell]) -> dict[str, Cell]:
        """Return the last written answer to each solution cell that the new release has."""
        return {
            key: cell
            for cell in mine
            if (key := self._key(cell)) in self.new and _is_solution(self.new[key]) and self._is_written(cell, key)
        }

    def _sort(self, mine: list[Cell]) -> None:
        """Put each cell that the student wrote, or changed, into the slot of a cell of the new release."""
        self.same: dict[str, Cell] = {}
        at = None
        for cell in mine:
            key = self._key(cell)
            if key in self.new:
                at = key
            if key is None:
                self.slots[at].append(cell)
            elif cell is self.answers.get(key):
                self.slots[key].append(cell)
            elif self._is_written(cell, key):
                self.slots[at].append(_own(cell))
            else:
                self.same[key] = cell

    def _key(self, cell: Cell) -> str | None:
        """Return which released cell this is, or was: by grade_id, `%%exercise NAME`, id, or its very text."""
        named = (
            grade_id_of(cell),
            name_in_magic(source_of(cell)),
            cell.get("id"),
            self.keys_by_digest.get(cell_digest(cell)),
        )
        return next((key for key in named if isinstance(key, str) and (key in self.new or key in self.released)), None)

    def _is_written(self, cell: Cell, key: str) -> bool:
        """Whether a cell says something else than it was released with, and than it would be now."""
        now = cell_digest(self.new[key]) if key in self.new else None
        return bool(source_of(cell).strip()) and cell_digest(cell) not in (self.released.get(key), now)

    def _answered(self, new: Cell, mine: Cell) -> Cell:
        """Return the new cell with the student's text, outputs and kind, and metadata that the course needs."""
        metadata = mine.get("metadata")
        return mine | {"id": new["id"], "metadata": (metadata if isinstance(metadata, dict) else {}) | new["metadata"]}

    def _renewed(self, new: Cell, key: str) -> Cell:
        same = self.same.get(key)
        unchanged = same is not None and source_of(same).strip() == source_of(new).strip()
        return same | {"id": new["id"], "metadata": new["metadata"]} if unchanged else new


def merged_cells(mine: list[Cell], new: list[Cell], released: Mapping[str, str]) -> list[Cell]:
    """Return the cells of a renewed notebook.

    `mine` are the student's, `new` those of the new release; `released` maps the keys of the old release's cells to the
    digests of their texts. A cell of the course that the student changed, and that is no answer, is renewed, and theirs
    stands below it as a cell of their own; an answer to what is asked no more becomes one too.
    """
    used: set[str] = set()
    cells = []
    for cell in _Merge(mine, new, released).cells():
        again = cell.get("id") in used
        cells.append({key: value for key, value in cell.items() if key != "id"} if again else cell)
        used.add(cell.get("id"))
    return [cell if cell.get("id") else cell | {"id": _free(used, at)} for at, cell in enumerate(cells)]


def _own(cell: Cell) -> Cell:
    """Return a cell of the course as one of the student's own: nbgrader does not know it any more."""
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    left = {key: value for key, value in metadata.items() if key not in ("nbgrader", "deletable", "editable")}
    return {key: value for key, value in cell.items() if key != "id"} | {"metadata": left}


def _free(used: set[str], at: int) -> str:
    name = next(name for n in range(at, at + len(used) + 2) if (name := f"own-{n}") not in used)
    used.add(name)
    return name


def _is_solution(cell: Cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))
