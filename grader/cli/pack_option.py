"""`grader --pack DIR COMMAND ...`: packs that are named before the command."""

from __future__ import annotations

import os
from pathlib import Path

from grader.errors import BadInput

OPTION = "--pack"
HELP = "`grader --pack DIR COMMAND` adds the exercises of the pack at DIR; it may be given more than once."


def take_packs(words: list[str]) -> list[str]:
    """Load the packs that the first words of a command line name, and return the words after them.

    The packs stand in the environment as well, for the processes that this one starts. Raises BadInput for a pack that
    is broken.
    """
    folders: list[Path] = []
    while words and words[0].partition("=")[0] == OPTION:
        _, equals, folder = words[0].partition("=")
        words = words[1:]
        if not equals:
            folder, *words = words or [""]
        if not folder or folder.startswith("-"):
            raise BadInput(f"{OPTION} needs a folder: grader {OPTION} DIR COMMAND.")
        folders.append(Path(folder))
    if folders:
        from grader.course import packs  # most commands name none

        before = [name for name in os.environ.get(packs.ENVIRONMENT, "").split(os.pathsep) if name]
        os.environ[packs.ENVIRONMENT] = os.pathsep.join([*map(str, folders), *before])
        packs.all_roots()
    return words
