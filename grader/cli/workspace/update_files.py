"""Write the course's files into a workspace, or bring them up to date, without losing what a student wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader import __version__
from grader.cli.workspace.course_source import requirement
from grader.cli.workspace.manifest import WorkspaceManifest, read_manifest
from grader.course import registry
from grader.course.packs import all_roots, is_handed_out, loaded_packs
from grader.course.stubs import stub
from grader.files import digest, put_aside, write_atomically
from grader.paths import ASSISTANTS_FILES, FOR_ASSISTANTS

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
TEMPLATE_TARGETS = {
    "README.md": "README.md",
    "pytest.ini": "pytest.ini",
    "requirements.txt": "requirements.txt",
    "gitignore": ".gitignore",
    "settings.json": ".vscode/settings.json",
    "extensions.json": ".vscode/extensions.json",
    "check.yml": ".github/workflows/check.yml",
}
"""The templates, and the file in the workspace that each becomes."""

FIGURES = (".svg", ".png")


@dataclass
class WorkspaceChanges:
    """The files that were written, by name below the root: `new`, `updated`, and those in `conflict`.

    A file is in conflict where both the student and the course changed it; the course's text is in NAME.new.
    """

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def update_workspace(root: Path) -> WorkspaceChanges:
    """Bring a workspace, or a new one, up to this version of the course; a file that the student changed is kept.

    Raises BadInput for a manifest that cannot be read.
    """
    manifest, changes = read_manifest(root) or WorkspaceManifest(""), WorkspaceChanges()
    root.mkdir(parents=True, exist_ok=True)
    for name, content in course_files():
        update_file(root / name, name, content, manifest.files.get(name), changes)
        manifest.files[name] = digest(content)
    manifest.version, manifest.source = __version__, requirement()
    manifest.packs += _packs_not_named(root, manifest.packs)
    manifest.write(root)
    return changes


def _packs_not_named(root: Path, named: list[str]) -> list[str]:
    """Return the packs that are loaded and that the workspace does not name yet, relative to it."""
    known = {(root / name).resolve() for name in named}
    return [_relative(pack.folder, root) for pack in loaded_packs() if pack.folder.resolve() not in known]


def _relative(folder: Path, root: Path) -> str:
    try:
        return Path(os.path.relpath(folder, root)).as_posix()
    except ValueError:  # on another drive
        return str(folder)


def update_file(path: Path, name: str, content: bytes, written: str | None, changes: WorkspaceChanges) -> None:
    """Write one file unless the student changed it. `written` is the digest of what was written last, None for nothing.

    In a conflict the content goes to NAME.new, once for each version of it.
    """
    present = digest(path.read_bytes()) if path.is_file() else None
    if present is None and (written is None or path.suffix == ".py"):  # any other file that was deleted stays deleted
        changes.new.append(name)
        write_atomically(path, content)
    elif present is None or digest(content) in (present, written):
        return
    elif present == written:
        changes.updated.append(name)
        write_atomically(path, content)
    else:
        changes.conflicts.append(name)
        beside = path.with_name(f"{path.name}.new")
        if beside.exists() and beside.read_bytes() != content:
            put_aside(beside)
        write_atomically(beside, content)


def course_files() -> Iterator[tuple[str, bytes]]:
    """Yield every file of a workspace: its name below the root, and its content."""
    for template, name in TEMPLATE_TARGETS.items():
        text = (TEMPLATE_FOLDER / template).read_text(encoding="utf-8")
        yield name, text.replace("@COURSE@", requirement()).encode()
    yield from ((name, FOR_ASSISTANTS.read_bytes()) for name in ASSISTANTS_FILES)
    for root in all_roots():
        for path in (path for path in sorted(root.exercises.rglob("*.*")) if is_handed_out(root, path)):
            name = f"exercises/{path.relative_to(root.exercises).as_posix()}"
            if path.suffix in (".md", *FIGURES):
                yield name, path.read_bytes()
    for exercise in registry.all_names():
        part = registry.part_of(exercise)
        yield f"exercises/{part}/{exercise}.py", stub(part, exercise).encode()
