"""Print what `grader update` changed in a kit, by exercise."""

from __future__ import annotations

from pathlib import PurePosixPath

from grader.cli.terminal import say
from grader.cli.workspace.update_kit import KitChanges
from grader.course.kit_manifest import KitManifest

SHOWN = 8
"""Names of one sort."""


def show_kit_changes(changes: KitChanges, old: KitManifest, new: KitManifest) -> None:
    """Print the exercises that came, went or changed, then what else is new, then what of the student's is where."""
    before, after = _exercises(old), _exercises(new)
    _names("new exercises", [name for name in after if name not in before])
    _names("no longer asked", [name for name in before if name not in after])
    both = [name for name in after if name in before]
    said = {name: _what_changed(after[name], name, old, new) for name in both}
    for name, kinds in said.items():
        if kinds:
            say(f"{name}: {' and '.join(kinds)}")
    stubs = {f"{kind}/{part}/{name}.py" for kind in ("exercises", "stubs") for name, part in (before | after).items()}
    shown = [*changes.new, *changes.updated, *changes.removed]
    _names("also renewed", [name for name in shown if name not in stubs])
    own = {f"/{name}" for name in {**before, **after}}
    if [name for name in changes.judged_anew if not any(f"{part}/" in name or f"{part}." in name for part in own)]:
        say("The judge is a new one.")
    if changes.conflicts:
        say("You have written in these. Yours stays as it is, and the new text stands beside it:", "yellow")
        for name in changes.conflicts:
            say(f"  {name}  (new: {PurePosixPath(name).name}.new)")
    for name, copy in changes.kept.items():
        say(f"  {name}: as it was before, it is kept in {copy}")


def _names(title: str, names: list[str]) -> None:
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        say(f"{title}: {', '.join(names[:SHOWN])}{more}")


def _exercises(manifest: KitManifest) -> dict[str, str]:
    """Return the exercises of a kit with the part of each."""
    paths = [PurePosixPath(name) for name in manifest.files if name.startswith("stubs/")]
    return {path.stem: path.parent.name for path in paths}


def _what_changed(part: str, name: str, old: KitManifest, new: KitManifest) -> list[str]:
    stub, folders = f"stubs/{part}/{name}.py", (f"grader/course/{part}/{name}/", f"reference/{part}/{name}.")
    kinds = ["a new stub"] if old.files.get(stub) != new.files.get(stub) else []
    judged = [file for file in {**old.files, **new.files} if file.startswith(folders)]
    return kinds + ["judged anew"] * any(old.files.get(file) != new.files.get(file) for file in judged)
