"""The NumPy forwards of `reference` that a student's kit may hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.course import registry
from grader.course.packs import all_roots
from grader.errors import GraderError
from grader.instructor.release.kept_back import imported_modules
from grader.instructor.release.strip_answers import without_torch
from grader.paths import root_of


def public_references() -> dict[Path, str]:
    """Return the texts, by path, of the forwards with `forward_is_public`, and of the modules that these import.

    PyTorch's forwards are cut out. Raises GraderError where one imports the forward of an exercise that is not public.
    """
    exercises = [registry.entry(name) for name in registry.all_names()]
    private = {_file(exercise.part, exercise.name) for exercise in exercises if not exercise.forward_is_public}
    wanted = [_file(exercise.part, exercise.name) for exercise in exercises if exercise.forward_is_public]
    texts: dict[Path, str] = {}
    while wanted:
        path = wanted.pop()
        if path in texts:
            continue
        if path in private:
            raise GraderError(f"a public forward imports {path}, which is not public")
        texts[path] = without_torch(path.read_text(encoding="utf-8"))
        wanted += _imports(texts[path])
    return texts


def is_forward(path: Path) -> bool:
    """Whether a path is a module of a part of `reference`: a forward, or a helper of forwards."""
    return path.suffix == ".py" and any(path.parent.parent == root.reference for root in all_roots())


def _imports(text: str) -> Iterator[Path]:
    """Yield the modules of the reference's parts that a text imports."""
    for name in imported_modules(text):
        room, _, place = name.partition(".")
        part, _, module = place.partition(".")
        path = _file(part, module)
        if room == "reference" and path.is_file():
            yield path


def _file(part: str, name: str) -> Path:
    return root_of(part).reference / part / f"{name}.py"
