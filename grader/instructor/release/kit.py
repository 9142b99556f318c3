"""The kit of a graded class: what a student works with and is judged by, and nothing that holds an answer."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from grader.course import registry
from grader.course.chapters import without_marks
from grader.course.stubs import stub
from grader.errors import BadInput
from grader.instructor.notebooks.source_notebook import release_notebook
from grader.instructor.release.course_folder import CUT
from grader.instructor.release.release_folder import ReleaseFolder
from grader.instructor.release.strip_answers import without_answers
from grader.judge.record_oracle import answers
from grader.paths import COURSE, solutions

TEMPLATES = Path(__file__).parent / "templates"
FORWARD = COURSE / "reference" / "forward"

KEPT_BACK = (
    "grader/instructor",
    "grader/judge/alternatives.py",
    "grader/cli/grade_progress.py",
    "grader/cli/commands/release.py",
    "grader/cli/commands/grade.py",
    "grader/cli/commands/mistakes.py",
    "reference/oracle",
    "grader/judge/record_oracle.py",
)
"""What stays with the instructor, besides forwards: alternatives, and the code that releases and grades.

The judge of the kit holds PyTorch's recorded answers to the default cases; other inputs are the instructor's.
"""

FORWARDS = ("part03_linear_algebra", "part04_loss", "part05_normalization", "part06_attention")
"""Parts of ops, whose reference forward is given to students in words and asked for again: formulas are tried with it.

In the other parts a reference forward may be the whole answer, so it is kept back.
"""

EXTRAS = ("oracle", "weights", "plots")
"""The extras of pyproject.toml that a student may want."""


def build_kit(folder: Path) -> ReleaseFolder:
    """Write the kit into `folder`; what a student has written there is moved below .grader/kept/, never lost.

    Raises BadInput in a copy of the course without solutions, and in one that was installed from a wheel.
    """
    solutions(CUT)
    if not (COURSE / "pyproject.toml").is_file():
        raise BadInput(
            "The kit is cut from a clone of the course, and this is an installed copy. "
            "Clone the course, and install it with pip install -e ."
        )
    kit = ReleaseFolder(folder)
    for name, content in _files():
        kit.write(name, content)
    for part in registry.parts():
        kit.write_notebook(f"notebooks/{part}.ipynb", release_notebook(part))
    return kit


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield every file but the notebooks: its name below the kit's root, and its content."""
    for folder in ("grader", "reference"):
        for path in _files_to_hand_out(COURSE / folder):
            yield str(path.relative_to(COURSE)), _content(path)
    for path in _files_to_hand_out(COURSE / "exercises"):
        if path.suffix != ".py":  # chapters and figures; a stub may have been written in
            yield str(path.relative_to(COURSE)), _content(path)
    for name in registry.all_names():
        part = registry.part_of(name)
        for folder in ("exercises", "stubs"):
            yield f"{folder}/{part}/{name}.py", stub(part, name).encode()
    for path in sorted(TEMPLATES.iterdir()):
        yield path.name.removesuffix(".in").replace("dot-", "."), _filled(path).encode()
    yield "LICENSE", (COURSE / "LICENSE").read_bytes()


def _files_to_hand_out(folder: Path) -> Iterator[Path]:
    """Yield a folder's files without what is kept back, caches, and copies that `grader reset` made."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(COURSE))
        hidden = "__pycache__" in path.parts or any(name == k or name.startswith(k + "/") for k in KEPT_BACK)
        hidden |= path.name == "alternatives.py"
        hidden |= path.parent == FORWARD and path.stem not in ("__init__", *FORWARDS)
        copy = path.suffix.removeprefix(".").isdecimal()  # NAME.py.1
        if path.is_file() and not hidden and not copy:
            yield path


def _content(path: Path) -> bytes:
    """Return a file's content as students get it: without answers, and without the marks of chapters."""
    if (
        path.is_relative_to(COURSE / "grader" / "course")
        and path.name in ("entry.py", "formulas.py")
        and path.suffix == ".py"
    ):
        return without_answers(path.read_text(encoding="utf-8")).encode()
    if path.suffix == ".md":
        return without_marks(path.read_text(encoding="utf-8")).encode()
    return _recorded(path) if path.suffix == ".npz" else path.read_bytes()


def _recorded(archive: Path) -> bytes:
    """Return an archive of recorded answers, with those for the exercise's formulas where it has any."""
    exercise = registry.entry(archive.stem)
    if not (COURSE / "grader" / "course" / exercise.part / exercise.name / "formulas.py").is_file():
        return archive.read_bytes()
    from grader.course.formulas import formulas_of
    from grader.judge.evidence.formula import DRAWS

    draws = [replace(formulas_of(exercise).case, label=label) for label in DRAWS]
    with np.load(archive, allow_pickle=False) as recorded:
        arrays = dict(recorded) | answers(exercise, draws, live=False)
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
