"""A workspace's manifest: which version of the course wrote which files, with their SHA-256. It is `paths.MARKER`."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from grader.course.packs import KEY, named_packs
from grader.errors import BadInput
from grader.files import write_atomically
from grader.paths import MARKER

HEAD = """# A workspace of GPT-2 by hand. `grader update` renews here what you did not change, and keeps what you did.
# The sums say what the course laid. Keep this file beside exercises/, and in version control.
"""


@dataclass
class WorkspaceManifest:
    """What the course wrote: `files` maps a file's name below the root to its digest.

    `source` is the requirement by which pip installs the copy of the course that wrote it.
    `packs` are the folders, relative to the root, of the packs whose exercises the workspace has too.
    """

    version: str
    source: str = ""
    files: dict[str, str] = field(default_factory=dict)
    packs: list[str] = field(default_factory=list)

    def write(self, root: Path) -> None:
        """Write the manifest to the workspace."""
        lines = [f'"{name}" = "{digest}"\n' for name, digest in sorted(self.files.items())]
        source = json.dumps(self.source, ensure_ascii=False)
        packs = f"{KEY} = {json.dumps(self.packs, ensure_ascii=False)}\n" if self.packs else ""
        write_atomically(
            root / MARKER, f'{HEAD}version = "{self.version}"\nsource = {source}\n{packs}\n[files]\n' + "".join(lines)
        )


def read_manifest(root: Path) -> WorkspaceManifest | None:
    """Return a workspace's manifest, None where it has none yet. Raises BadInput where it cannot be read."""
    path = root / MARKER
    if not path.is_file():
        return None
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        files = {str(name): str(digest) for name, digest in table["files"].items()}
        return WorkspaceManifest(str(table["version"]), str(table["source"]), files, named_packs(root))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise BadInput(
            f"{path} is not as the course wrote it ({error}). Bring it back from version control, or move it away and "
            "run `grader init` again: your files are kept, and what differs is laid beside them as .new."
        ) from None
