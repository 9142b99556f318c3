"""What `grader show` draws: one array of an answer beside the true one, cut into slices of two axes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from grader.judge.diagnosis.array_matching import close


@dataclass(frozen=True)
class Slice:
    """The last two axes of an array at one `index` of the leading axes.

    `yours` and `true` are (rows, columns). `repeated_rows` maps a row to the number of times that the ids name it,
    where that is more than once.
    """

    index: tuple[int, ...]
    yours: np.ndarray
    true: np.ndarray
    repeated_rows: dict[int, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The index as in NumPy, "[1, 0, :, :]"; "" for an array of two axes or fewer."""
        return f"[{', '.join(map(str, self.index))}, :, :]" if self.index else ""

    @property
    def difference(self) -> np.ndarray:
        """Yours less the true one."""
        with np.errstate(all="ignore"):
            return self.yours - self.true

    @property
    def masked(self) -> np.ndarray:
        """Where the true value is 0 beside others that are not: masked, ignored, or reaching no output."""
        zero = self.true == 0
        return zero & (not zero.all())

    @property
    def worst_entry(self) -> tuple[int, int] | None:
        """Row and column of the largest difference, None where nothing differs."""
        size = np.nan_to_num(np.abs(self.difference), nan=np.inf)
        row, column = np.unravel_index(int(np.argmax(size)), size.shape)
        return (int(row), int(column)) if size[row, column] > 0 else None

    @property
    def in_words(self) -> str:
        """What a reader who cannot see the drawing needs of it: where it is most off, and by how much."""
        rows, columns = self.true.shape
        shape, worst = f"{rows} rows and {columns} columns", self.worst_entry
        if not worst or close(self.yours, self.true):
            return f"{shape}: nothing differs."
        off = int(np.sum(~np.isclose(self.yours, self.true, rtol=1e-6, atol=1e-9)))
        count = f"{off} of {self.true.size} entries differ, the most" if off else "most off"
        where = f"in row {worst[0]}, column {worst[1]}"
        return f"{shape}: {count} {where}: {self.yours[worst]:z.3g}, true {self.true[worst]:z.3g}."

    @property
    def panels(self) -> tuple[tuple[str, np.ndarray, float], ...]:
        """What is drawn side by side: a title, an array, and the absolute value at which its colours are full."""
        scale = max_abs(self.true) or max_abs(self.yours) or 1.0
        right = close(self.yours, self.true)
        difference_scale = scale if right else max_abs(self.difference) or scale  # rounding has no colour
        return (
            ("yours", self.yours, scale),
            ("true", self.true, scale),
            ("difference", self.difference, difference_scale),
        )


@dataclass(frozen=True)
class Picture:
    """One array of an answer: `label` names it, `slices` has the worst first, and `wrong` of them differ."""

    exercise: str
    label: str
    case: str
    shape: tuple[int, ...]
    slices: list[Slice]
    wrong: int

    @property
    def title(self) -> str:
        """The exercise, the array, its shape and the case."""
        shape = f"({', '.join(map(str, self.shape))}{',' if len(self.shape) == 1 else ''})"
        return f"{self.exercise}, {self.label} {shape}, case: {self.case}"

    @property
    def notes(self) -> list[str]:
        """A sentence for each sort of mark in the picture."""
        notes = [] if self.wrong else ["Nothing differs here."]
        if self.slices[0].repeated_rows:
            notes.append("xN beside a row: so many times the ids name it.")
        if any(s.masked.any() for s in self.slices):
            notes.append(
                "A dot: the true value is exactly 0; a gradient is so where it is masked, ignored or out of reach."
            )
        if any(not np.isfinite(s.yours).all() for s in self.slices):
            notes.append("Magenta: not a finite number.")
        return notes


def max_abs(array: np.ndarray) -> float:
    """Return the largest finite absolute value, 0 where there is none."""
    return float(np.max(np.abs(array[np.isfinite(array)]), initial=0.0))
