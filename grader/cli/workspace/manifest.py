"""What a workspace remembers: which version of the course laid which file, by its sha256."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import BadInput
from grader.paths import MARKER

HEAD = """# A workspace of GPT-2 by hand. `grader update` renews here what you did not change, and keeps what you did.
# The sums say what the course laid. Keep this file beside exercises/, and in version control.
"""


@dataclass
class WorkspaceManifest:
    """The marker file of a workspace: `files` maps a file's name below the root to the sha256 of what was laid."""

    version: str
    files: dict[str, str] = field(default_factory=dict)

    def write(self, root: Path) -> None:
        """Write the marker."""
        lines = [f'"{name}" = "{digest}"' for name, digest in sorted(self.files.items())]
        text = f'{HEAD}version = "{self.version}"\n\n[files]\n' + "".join(f"{line}\n" for line in lines)
        (root / MARKER).write_text(text, encoding="utf-8")


def read_manifest(root: Path) -> WorkspaceManifest | None:
    """Return what the workspace remembers, None where it is none yet. Raises BadInput for a marker that is broken."""
    path = root / MARKER
    if not path.is_file():
        return None
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return WorkspaceManifest(
            str(told["version"]), {str(name): str(digest) for name, digest in told["files"].items()}
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise BadInput(
            f"{path} is not as the course wrote it ({error}). Bring it back from version control, or move it away and "
            "run `grader init` again: your files are kept, and what differs is laid beside them as .new."
        ) from None


def digest(content: bytes) -> str:
    """Return the sha256 of a file's content in hex, whatever line ends the file has."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
