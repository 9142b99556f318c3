"""Write the skeleton of a new exercise, in the course or in a pack: every file that it takes, with marks TODO(NAME).

The skeleton is a whole exercise, the square of an array, so it can be tried as it stands; what is to be replaced is
marked on lines of their own. Nothing that exists is overwritten: a part's `__init__` and chapter are added to.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from grader.course import registry
from grader.course.packs import Pack, all_roots, owner, parts_of
from grader.course.stubs import cut_solution
from grader.errors import BadInput
from grader.paths import COURSE, COURSE_ROOT, Root

SKELETON = Path(__file__).parent / "skeleton"
PART = re.compile(r"part(?P<number>\d\d)_(?P<topic>[a-z0-9]+(?:_[a-z0-9]+)*)")


KINDS = ("entry", "clauses", "formulas", "alternatives", "explained")
"""The files that describe an exercise, which stand in its folder of the course."""


@dataclass
class NewExercise:
    """An exercise to be written: where it goes, and the files written so far."""

    part: str
    name: str
    title: str
    root: Root
    written: list[Path] = field(default_factory=list)

    def write(self) -> None:
        """Write every file. Raises BadInput where one exists, before any is written."""
        if existing := next((path for path in (*self._new_files(), self.stub) if path.exists()), None):
            raise BadInput(f"{existing} exists, and nothing is overwritten. Choose another name, or move it away.")
        for path, template in self._new_files().items():
            self._write(path, self._filled(template))
        self._add_to_order()
        self._add_section()
        solution = self.root.solutions / self.part / f"{self.name}.py"
        self._write(self.stub, cut_solution(solution.read_text(encoding="utf-8"), self.name))

    @property
    def stub(self) -> Path:
        """The stub, which is cut from the solution again and again."""
        return self.root.exercises / self.part / f"{self.name}.py"

    def _new_files(self) -> dict[Path, str]:
        """Return the files that must not exist, with their templates."""
        folder = self.root.course / self.part / self.name
        described = {folder / f"{kind}.py": f"{kind}.py.in" for kind in KINDS}
        return described | {
            self.root.solutions / self.part / f"{self.name}.py": "solution.py.in",
            self.root.reference / self.part / f"{self.name}.py": "reference.py.in",
        }

    def _filled(self, template: str) -> str:
        matched = PART.fullmatch(self.part)
        words = {"name": self.name, "title": self.title, "part": self.part, "number": matched["number"]}
        topic = matched["topic"].replace("_", " ").capitalize()
        return Template((SKELETON / template).read_text(encoding="utf-8")).substitute(words, topic=topic)

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.written.append(path)

    def _add_to_order(self) -> None:
        """Add the name to the part's ORDER; a part that is not there yet gets its `__init__`."""
        path = self.root.course / self.part / "__init__.py"
        text = with_name(path.read_text(encoding="utf-8"), self.name) if path.exists() else self._filled("part.py.in")
        self._write(path, text)

    def _add_section(self) -> None:
        """Add a section to the part's chapter, which begins with it where there is none."""
        path = self.root.exercises / self.part / "README.md"
        before = path.read_text(encoding="utf-8") if path.exists() else self._filled("chapter.md.in")
        self._write(path, before.rstrip("\n") + "\n" + self._filled("section.md.in"))


def new_exercise(part: str, name: str, pack: Path | None = None, title: str = "") -> NewExercise:
    """Return the exercise to be written: in its part's root, else in `pack`, which is made where it is missing.

    Raises BadInput for a name or a part that cannot be, or that is taken.
    """
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise BadInput(f"{name!r} cannot be an exercise: it is the name of a Python function or class.")
    if name in registry.all_names():
        raise BadInput(f"There is an exercise {name} already, in {registry.part_of(name)}. Choose another name.")
    if not PART.fullmatch(part):
        raise BadInput(f"{part!r} cannot be a part. Parts are named partNN_topic: part16_recurrence, for one.")
    title = title or name.replace("_", " ").capitalize()
    return NewExercise(part, name, title, _root_for(part, pack))


def _root_for(part: str, pack: Path | None) -> Root:
    """Return the root that has the part, else the pack that is named, else the last one loaded, else the course."""
    home = next((root for root in all_roots() if part in parts_of(root)), None)
    named = Pack.at(pack.expanduser().absolute()) if pack else None
    if home and named and home.folder.resolve() != named.folder.resolve():
        raise BadInput(f"{part} belongs to {owner(home)}. A pack has parts of its own: choose another name for it.")
    root = home or named or all_roots()[-1]
    if root == COURSE_ROOT and not (COURSE / "pyproject.toml").is_file():
        raise BadInput("This copy of the course is installed, not cloned. Name a pack for the exercise: --pack DIR.")
    return root


def with_name(text: str, name: str) -> str:
    """Return the text of a part's `__init__` with one more name at the end of its ORDER."""
    order = next(
        node.value
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "ORDER"
    )
    names = [*ast.literal_eval(order), name]
    lines = text.splitlines(keepends=True)
    tuple_lines = ["ORDER = (\n", *(f'    "{each}",\n' for each in names), ")\n"]
    lines[order.lineno - 1 : order.end_lineno] = tuple_lines
    return "".join(lines)


@dataclass(frozen=True)
class TodoMark:
    """One thing left to do: a line `TODO(NAME): what` of a file."""

    path: Path
    line: int
    what: str


def todo_marks(path: Path, name: str) -> Iterator[TodoMark]:
    """Yield the marks of a name in a file, in order."""
    mark = re.compile(rf"TODO\({re.escape(name)}\): *(?P<what>.*?)(?: *-->)?$")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if found := mark.search(line):
            yield TodoMark(path, number, found["what"])
