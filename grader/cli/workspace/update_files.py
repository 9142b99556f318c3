"""Lay the course's files into a workspace: new ones, those that nobody changed, and the others beside as .new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from grader import __version__
from grader.cli.workspace.manifest import WorkspaceManifest, digest, read_manifest
from grader.course import registry
from grader.course.chapters import without_marks
from grader.course.stubs import stub, write_stub
from grader.paths import CHAPTERS

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
"""The templates, and where each goes."""

FIGURES = (".svg", ".png")


@dataclass
class WorkspaceChanges:
    """What came of it, each file by its name below the root; `beside` stands as NAME.new beside the student's own."""

    new: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def update_workspace(root: Path) -> WorkspaceChanges:
    """Bring a workspace up to this version of the course. Nothing that differs from what was laid is overwritten.

    Raises BadInput for a marker that is broken.
    """
    record, laid = read_manifest(root) or WorkspaceManifest(""), WorkspaceChanges()
    root.mkdir(parents=True, exist_ok=True)
    for name, content in course_files():
        _update_file(root / name, name, content, record.files.get(name), laid)
        record.files[name] = digest(content)
    record.version = __version__
    record.write(root)
    return laid


def _update_file(path: Path, name: str, content: bytes, was: str | None, laid: WorkspaceChanges) -> None:
    """Write one file where nobody changed it; else beside it, once for each version of it."""
    now = digest(path.read_bytes()) if path.is_file() else None
    if now is None and (was is None or path.suffix == ".py"):  # another file that was taken away stays away
        laid.new.append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    elif now is None or now == digest(content) or was == digest(content):
        return
    elif now == was:
        laid.renewed.append(name)
        path.write_bytes(content)
    else:
        laid.beside.append(name)
        write_stub(path.with_name(f"{path.name}.new"), content.decode())


def course_files() -> Iterator[tuple[str, bytes]]:
    """Yield what a workspace has: each file's name below the root, and its content."""
    for template, place in TEMPLATE_TARGETS.items():
        text = (TEMPLATE_FOLDER / template).read_text(encoding="utf-8")
        yield place, text.replace("@COURSE@", pip_requirement()).encode()
    for path in sorted(CHAPTERS.rglob("*.*")):
        place = f"exercises/{path.relative_to(CHAPTERS).as_posix()}"
        if path.suffix == ".md":
            yield place, without_marks(path.read_text(encoding="utf-8")).encode()
        elif path.suffix in FIGURES:
            yield place, path.read_bytes()
    for name in registry.all_names():
        part = registry.part_of(name)
        yield f"exercises/{part}/{name}.py", stub(part, name).encode()


def pip_requirement() -> str:
    """Return what pip is to install for this course: from where it came, if others can get it there too."""
    try:
        told = json.loads(metadata.distribution("gpt2-by-hand").read_text("direct_url.json") or "{}")
    except metadata.PackageNotFoundError:
        told = {}
    url, vcs = told.get("url", ""), told.get("vcs_info", {})
    if not url.startswith(("https://", "http://", "ssh://")):
        return "gpt2-by-hand"
    return f"gpt2-by-hand @ {vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else f"gpt2-by-hand @ {url}"
