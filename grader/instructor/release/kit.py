"""The kit of a graded class: what a student works with and is judged by, and nothing that holds an answer."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from grader.course import registry
from grader.course.packs import all_roots, is_handed_out, loaded_packs
from grader.course.stubs import stub
from grader.errors import BadInput
from grader.instructor.assignments import Course, all_parts
from grader.instructor.notebooks.source_notebook import release_notebook
from grader.instructor.release.course_folder import CUT
from grader.instructor.release.kept_back import kept_back
from grader.instructor.release.kit_folder import KitFolder
from grader.instructor.release.pack_files import place_in_kit, require_recorded_answers
from grader.instructor.release.public_references import is_forward, public_references
from grader.instructor.release.strip_answers import without_answers, without_hints
from grader.judge.record_oracle import answer_arrays
from grader.paths import ASSISTANTS_FILES, AUTHORS_ONLY, COURSE, EXPLAINED, FOR_ASSISTANTS, solutions
from reference.oracles import RECORDED_ONLY_MARKER

TEMPLATES = Path(__file__).parent / "templates"

RECORDED_ONLY_TEXT = b"The answers of this copy are PyTorch's recorded ones; other inputs are the instructor's.\n"

AS_THEY_ARE = {
    "LICENSE": "LICENSE",
    ".github/workflows/classroom.yml": ".github/workflows/verdicts.yml",
    ".devcontainer/devcontainer.json": ".devcontainer/devcontainer.json",
    ".vscode/settings.json": ".vscode/settings.json",
}
"""Files that the kit has from the course, the settings of editors and CI among them, and where they stand there."""

EXTRAS = ("oracle", "weights", "plots")
"""The extras of pyproject.toml that a student may want."""


def build_kit(folder: Path, course: Course | None = None) -> KitFolder:
    """Write the kit into `folder`; what a student has written there is moved below .grader/kept/, never lost.

    `course` says which assignments have a notebook, and what is left out; without one each part is an assignment.
    Raises BadInput in a copy of the course without solutions, and in one that was installed from a wheel.
    """
    solutions(CUT)
    if not (COURSE / "pyproject.toml").is_file():
        raise BadInput(
            "The kit is cut from a clone of the course, and this is an installed copy. "
            "Clone the course, and install it with pip install -e ."
        )
    require_recorded_answers()
    kit, course = KitFolder(folder), course or all_parts()
    left_out = {*registry.parts()} - {*_parts(course)}
    for name, content in _files(_without_hints(course)):
        if left_out.isdisjoint(name.split("/")):
            kit.write(name, content)
    for assignment in course.assignments:
        kit.write_notebook(f"notebooks/{assignment.name}.ipynb", release_notebook(assignment))
    kit.finish()
    return kit


def _parts(course: Course) -> set[str]:
    """Return the parts that the kit has: those that were chosen or are asked, and those that they are built on."""
    asked = [name for assignment in course.assignments for name in assignment.exercises]
    chosen = [name for part in course.kit_parts for name in registry.names(part)]
    return {registry.part_of(piece) for name in (*asked, *chosen) for piece in registry.prerequisites(name)}


def _without_hints(course: Course) -> set[str]:
    """Return the exercises whose hints stay with the instructor."""
    if not course.kit_hints:
        return {*registry.all_names()}
    return {name for assignment in course.assignments if not assignment.hints for name in assignment.exercises}


def _files(hintless: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield every file but the notebooks: its name below the kit's root, and its content.

    `hintless` are the exercises that have no hints there.
    """
    grader = list(_of_room(COURSE / "grader"))
    kept = kept_back(grader)
    for path in (path for path in grader if path not in kept):
        yield place_in_kit(path), _content(path, hintless)
    for pack in loaded_packs():
        for path in (path for path in _of_room(pack.course) if path.name not in (*AUTHORS_ONLY, EXPLAINED)):
            yield place_in_kit(path), _content(path, hintless)
    for path in (path for root in all_roots() for path in _of_room(root.reference)):
        if not is_forward(path):
            yield place_in_kit(path), _content(path)
    for path, text in public_references().items():
        yield place_in_kit(path), text.encode()
    yield place_in_kit(RECORDED_ONLY_MARKER), RECORDED_ONLY_TEXT
    for root in all_roots():
        for path in (path for path in _of_room(root.exercises) if is_handed_out(root, path)):
            if path.suffix != ".py":  # chapters and figures; a stub may have been written in
                yield place_in_kit(path), _content(path)
    for name in registry.all_names():
        part = registry.part_of(name)
        for folder in ("exercises", "stubs"):
            yield f"{folder}/{part}/{name}.py", stub(part, name).encode()
    for path in sorted(TEMPLATES.iterdir()):
        yield path.name.removesuffix(".in").replace("dot-", "."), _filled(path).encode()
    yield from ((name, FOR_ASSISTANTS.read_bytes()) for name in ASSISTANTS_FILES)
    yield from ((place, (COURSE / name).read_bytes()) for name, place in AS_THEY_ARE.items())


def _of_room(room: Path) -> Iterator[Path]:
    for path in sorted(room.rglob("*")):
        copy = path.suffix.removeprefix(".").isdecimal()  # what `grader reset` kept of somebody's work
        cache = any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(room).parts)
        if path.is_file() and not cache and not copy:
            yield path


def _content(path: Path, hintless: set[str] = frozenset()) -> bytes:
    """Return a file's content as students get it: without answers."""
    if any(path.is_relative_to(root.course) for root in all_roots()) and path.name in ("entry.py", "formulas.py"):
        text = without_answers(path.read_text(encoding="utf-8"))
        return (without_hints(text) if path.parent.name in hintless else text).encode()
    return _recorded(path) if path.suffix == ".npz" else path.read_bytes()


def _recorded(archive: Path) -> bytes:
    """Return an archive of recorded answers, with those for the exercise's formulas where it has any."""
    exercise = registry.entry(archive.stem)
    if not exercise.formulas:
        return archive.read_bytes()
    from grader.course.formulas import formulas_of
    from grader.judge.evidence.formula import DRAWS

    draws = [replace(formulas_of(exercise).case, label=label) for label in DRAWS]
    with np.load(archive, allow_pickle=False) as recorded:
        arrays = dict(recorded) | answer_arrays(exercise, draws, live=False)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def _filled(template: Path) -> str:
    """Return a template with the course's own version and dependencies in it."""
    project = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: project["optional-dependencies"][name] for name in EXTRAS}
    extra_lines = [f"{name} = {_toml(requirements)}" for name, requirements in extras.items()]
    text = template.read_text(encoding="utf-8")
    for placeholder, value in {
        "@VERSION@": project["version"],
        "@DEPENDENCIES@": _toml(project["dependencies"]),
        "@EXTRAS@": "\n".join(extra_lines),
    }.items():
        text = text.replace(placeholder, value)
    return text


def _toml(items: list[str]) -> str:
    return "[\n" + "".join(f'    "{item}",\n' for item in items) + "]"
